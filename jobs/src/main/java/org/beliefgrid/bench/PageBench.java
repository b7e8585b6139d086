package org.beliefgrid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.TrainTask;
import org.beliefgrid.live.LiveRun;
import org.beliefgrid.live.LiveRun.About;
import org.beliefgrid.live.PageServer;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;

/**
 * What a live page takes from a training in the same process: processor time of the page's threads against that of the threads
 * on which shards learn. Viewers fetch events and new pictures as a browser does; their own threads are not counted.
 */
final class PageBench {
    private static final int VIEWERS = 5;
    private static final int SHARDS = 10;
    private static final int CLASSES = 10;
    private static final double MOST = 0.02;
    private static final Pattern PICTURE = Pattern.compile("\"name\":\"([a-z]+)\",\"revision\":([0-9]+)");

    private PageBench() {
    }

    /**
     * @param training cases of the dataset
     * @param place folder for the model, which is removed again
     */
    static Row measure(String dataset, SourceSpec training, Location place, int threads) throws IOException {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(300, 300)).withShards(SHARDS);
        plan = plan.withPretraining(plan.pretraining().withEpochs(6)).withFineTuning(plan.fineTuning().withEpochs(20));
        TrainRequest request = new TrainRequest(new Sources(dataset, training, Optional.empty(), CLASSES), plan,
                Optional.empty(),
                false);
        TrainTask task = TrainTask.begin("bench", 0);
        List<Thread> viewers = new ArrayList<>();
        try (EmbeddedGrid grid = EmbeddedGrid.start(1, SHARDS, threads, place);
                LiveRun live = new LiveRun(new About(task.run(), "bench", dataset, plan, place, true));
                PageServer server = new PageServer(0, live)) {
            live.in(grid.first());
            for (int viewer = 0; viewer < VIEWERS; viewer++) {
                viewers.add(view(server.address()));
            }
            new StoredTraining(grid.first(), request, task, ModelStore.at(place), Optional.empty(), live).run();
            double page = cpuSeconds(name -> name.startsWith(PageServer.THREADS) || name.equals("HTTP-Dispatcher"));
            double learning = cpuSeconds(name -> name.contains(".cached.thread-"));
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("pageSeconds", page);
            details.put("learningSeconds", learning);
            return new Row("live-page", "CPU of a live page with " + VIEWERS + " viewers / of learning", page / learning,
                    Bound.atMost(MOST, ""), details);
        } finally {
            viewers.forEach(Thread::interrupt);
            place.delete();
        }
    }

    private static double cpuSeconds(Predicate<String> wanted) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && wanted.test(thread.getThreadName())) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos / 1e9;
    }

    private static Thread view(URI page) {
        Thread viewer = new Thread(() -> {
            try {
                follow(page);
            } catch (IOException | InterruptedException e) {
                // The page has gone, or the measurement has ended.
            }
        }, "viewer");
        viewer.setDaemon(true);
        viewer.start();
        return viewer;
    }

    private static void follow(URI page) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        Map<String, String> seen = new LinkedHashMap<>();
        HttpRequest events = HttpRequest.newBuilder(page.resolve("events")).build();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                client.send(events, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher pictures = PICTURE.matcher(line);
                while (pictures.find()) {
                    if (!pictures.group(2).equals(seen.put(pictures.group(1), pictures.group(2)))) {
                        client.send(HttpRequest.newBuilder(page.resolve("picture/" + pictures.group(1))).build(),
                                BodyHandlers.ofByteArray());
                    }
                }
            }
        }
    }
}
