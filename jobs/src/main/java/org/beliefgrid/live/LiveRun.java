package org.beliefgrid.live;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.jobs.RunningNet;
import org.beliefgrid.jobs.RunningNet.Shard;
import org.beliefgrid.jobs.RunningNet.Sight;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.Watcher;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.live.Snapshot.Now;
import org.beliefgrid.live.Snapshot.PictureOf;
import org.beliefgrid.live.Snapshot.ShardRow;
import org.beliefgrid.live.Snapshot.State;
import org.beliefgrid.live.Snapshot.Test;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.Curves;
import org.beliefgrid.report.Pictures;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.report.ReportPage;
import org.beliefgrid.report.RoundLog;
import org.beliefgrid.report.RoundLog.Epoch;
import org.beliefgrid.report.RoundLog.ShardTotal;
import org.beliefgrid.report.RunReport;
import org.beliefgrid.report.RunReport.Examination;
import org.beliefgrid.report.RunReport.MemberRow;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live page's content for a training of this process: what its watcher is told, and pictures of the network, read from the
 * grid every few seconds while somebody looks on. Nothing that fails here disturbs the training. Thread-safe.
 */
public final class LiveRun implements Watcher, PageSource, AutoCloseable {

    private static final long FIRST_LOOK_MILLIS = 1_000;
    private static final long MILLIS_BETWEEN_PICTURES = 3_000;
    private static final long MOST_MILLIS_BETWEEN_PICTURES = 20_000;
    /** How much longer than drawing the time between two looks is at least. */
    private static final long SHARE = 100;
    /** The first pictures have their classes loaded and compiled, and tell nothing of those to come. */
    private static final int FIRST_LOOKS = 4;
    private static final int MOST_NOTES = 8;
    private static final Logger LOGGER = LoggerFactory.getLogger(LiveRun.class);

    private final About about;
    private final StoreListing store;
    private final long start = System.nanoTime();
    private final ScheduledExecutorService pictureThread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, PageServer.THREADS + "pictures");
        thread.setDaemon(true);
        return thread;
    });
    private final Viewers viewers = new Viewers();
    private final Deque<String> notes = new ArrayDeque<>();
    private final Map<String, Drawn> pictures = new LinkedHashMap<>();
    private RoundLog log = new RoundLog(List.of());
    private State state = State.STARTING;
    /** Null before the first round. */
    private Epoch epoch;
    private List<Shard> shards = List.of();
    private List<MemberRow> members = List.of();
    private Test test;
    private Snapshot.Result result;
    private long endNanos;
    private long revision;
    /** Of a run that is done, until its last pictures are drawn; null otherwise. */
    private RunReport undrawn;
    /** Of the thread of pictures alone. */
    private int looks;

    /**
     * What is known of a run from the beginning.
     *
     * @param run its name
     * @param model name that it is saved under
     * @param dataset as the user named it
     * @param plan training plan
     * @param store folder of the models
     * @param handsOut whether viewers may fetch the store's models and reports; otherwise they are told where these are
     */
    public record About(String run, String model, String dataset, TrainingPlan plan, Location store, boolean handsOut) {
    }

    private record Drawn(Picture picture, String caption, long revision) {
    }

    public LiveRun(About about) {
        this.about = about;
        store = new StoreListing(about.store(), about.handsOut());
    }

    /** The grid that the run learns in is there: from now on pictures can be had. */
    public void in(HazelcastInstance grid) {
        RunningNet net = new RunningNet(grid, about.run(), about.plan().pretraining().units());
        lookAgain(net, FIRST_LOOK_MILLIS);
    }

    private void lookAgain(RunningNet net, long millis) {
        if (isOver()) {
            return;
        }
        try {
            pictureThread.schedule(() -> lookAgain(net, look(net)), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The page is closed.
        }
    }

    /** @return milliseconds until the next look: the longer, the longer these pictures took, so that a slow machine has few */
    private long look(RunningNet net) {
        if (!isWatched()) {
            return MILLIS_BETWEEN_PICTURES;
        }
        long begin = System.nanoTime();
        draw(net);
        looks++;
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        return looks <= FIRST_LOOKS ? MILLIS_BETWEEN_PICTURES
                : Math.min(MOST_MILLIS_BETWEEN_PICTURES, Math.max(MILLIS_BETWEEN_PICTURES, SHARE * took));
    }

    private void draw(RunningNet net) {
        try {
            List<Shard> found = net.shards();
            Optional<Sight> sight = net.look();
            String when = sight.isPresent() ? moment() : "";
            sight.flatMap(seen -> Pictures.filters(seen.net(), seen.shape()))
                    .ifPresent(picture -> showWhileLearning("filters", picture, "Filters of the first layer, " + when));
            sight.flatMap(seen -> Pictures.reconstructions(seen.net(), seen.shape(), net.samples()))
                    .ifPresent(picture -> showWhileLearning("reconstructions", picture,
                    "Training cases and their reconstructions, " + when));
            placed(found);
        } catch (RuntimeException e) {
            LOGGER.info("no new picture for the live page: {}", e.toString());
        }
    }

    private synchronized boolean isWatched() {
        return viewers.any() && state == State.LEARNING;
    }

    private synchronized boolean isOver() {
        return state == State.DONE || state == State.STOPPED || state == State.FAILED;
    }

    private synchronized String moment() {
        return epoch == null ? "at the start" : "%s, epoch %d of %d".formatted(epoch.phase(), Math.min(epoch.epoch(),
                epoch.epochs()),
                epoch.epochs());
    }

    private synchronized void placed(List<Shard> found) {
        if (state == State.LEARNING && !found.isEmpty() && !found.equals(shards)) {
            shards = found;
            revision++;
        }
    }

    /** A picture of a network that was looked at while the run went on comes too late when it is over. */
    private synchronized void showWhileLearning(String name, Picture picture, String caption) {
        if (state == State.LEARNING) {
            show(name, picture, caption);
        }
    }

    private synchronized void show(String name, Picture picture, String caption) {
        Drawn before = pictures.get(name);
        if (before == null || !Arrays.equals(before.picture().png(), picture.png())) {
            pictures.put(name, new Drawn(picture, caption, ++revision));
        }
    }

    // What the watcher is told.

    @Override
    public void begun() {
        // The name is known from the beginning.
    }

    @Override
    public synchronized void says(String line) {
        notes.addLast(line);
        if (notes.size() > MOST_NOTES) {
            notes.removeFirst();
        }
        revision++;
    }

    @Override
    public synchronized void starts(List<IterativeAlgorithm> algorithms, int algorithm, int rounds) {
        log = new RoundLog(algorithms);
        log.startAt(algorithm, rounds);
        state = State.LEARNING;
        revision++;
    }

    @Override
    public synchronized void round(RoundReport report) {
        log.add(report).ifPresent(found -> {
            epoch = found;
            revision++;
        });
    }

    @Override
    public synchronized void ends() {
        state = State.EVALUATING;
        revision++;
    }

    /** The training came to its end. Its last pictures are drawn at once if somebody looks on, else when somebody comes. */
    public void done(Result found) {
        boolean seen;
        synchronized (this) {
            state = State.DONE;
            endNanos = System.nanoTime();
            members = found.figures().members();
            test = found.report().flatMap(RunReport::examination).map(Test::of).orElse(null);
            result = new Snapshot.Result(found.saved().toString(), found.learned().sha256(), found.saved().file().toString(),
                    about.handsOut() ? StoreListing.path(found.saved(), "dbn") : null,
                    hasReport(found.saved()) ? StoreListing.path(found.saved(), "report.html") : null);
            undrawn = found.report().orElse(null);
            revision++;
            seen = viewers.any();
        }
        if (seen) {
            drawLast();
        }
    }

    private void drawLast() {
        RunReport report;
        synchronized (this) {
            report = undrawn;
            undrawn = null;
        }
        if (report == null) {
            return;
        }
        try {
            lastPictures(report);
        } catch (RuntimeException | LinkageError e) {
            LOGGER.info("the live page has no last pictures: {}", e.toString());
        }
    }

    private synchronized void drawLastForWhoCame() {
        if (undrawn != null) {
            try {
                pictureThread.execute(this::drawLast);
            } catch (RejectedExecutionException e) {
                undrawn = null;  // the page is closed
            }
        }
    }

    private void lastPictures(RunReport report) {
        Model model = report.model();
        Pictures.filters(model.net(), model.shape()).ifPresent(picture -> show("filters", picture,
                "Filters of the first layer, at the end"));
        Pictures.mistakes(report.examination().map(Examination::mistakes).orElse(List.of()), model.shape())
                .ifPresent(picture -> show("mistakes", picture, ReportPage.MISTAKES));
        String when = report.generativeWhen();
        Pictures.reconstructions(report.generative(), model.shape(), report.samples()).ifPresent(picture -> show(
                "reconstructions", picture, "Training cases and their reconstructions, " + when));
        Pictures.fantasies(report.generative(), model.shape(), model.plan().seed()).ifPresent(picture -> show("fantasies",
                picture,
                ReportPage.FANTASIES + when));
    }

    private boolean hasReport(ModelVersion version) {
        try {
            return store.file(version.name(), version.number() + ".report.html").isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** The training did not come to its end. */
    public synchronized void ended(boolean stopped, String why) {
        state = stopped ? State.STOPPED : State.FAILED;
        endNanos = System.nanoTime();
        says(why);
    }

    // What the page asks for.

    @Override
    public synchronized long revision() {
        return revision;
    }

    @Override
    public synchronized Snapshot snapshot() {
        List<PictureOf> shown = pictures.entrySet().stream().map(drawn -> new PictureOf(drawn.getKey(), drawn.getValue()
                .revision(),
                drawn.getValue().caption(), drawn.getValue().picture().says())).toList();
        return new Snapshot(about.run(), about.model(), about.dataset(), state, new ArrayList<>(notes), now(), log.phases(),
                Curves.of(log.epochs()), shown, shardRows(), members, test, result, PlanText.write(about.plan()));
    }

    /** What rounds say of shards, and what the grid says of those that had no round yet. */
    private List<ShardRow> shardRows() {
        Map<Integer, ShardRow> rows = new TreeMap<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            rows.put(shard, new ShardRow(shard, shards.get(shard).cases(), null, shards.get(shard).owner(), 0, null, null, 0));
        }
        for (ShardTotal total : log.shards()) {
            ShardRow placed = rows.get(total.shard());
            rows.put(total.shard(), new ShardRow(total.shard(), placed == null ? null : placed.cases(), total.member(),
                    placed == null || placed.owner().isEmpty() ? total.owner() : placed.owner(), total.rounds(),
                    total.lastSeconds(), total.meanSeconds(), total.reruns()));
        }
        return List.copyOf(rows.values());
    }

    private Now now() {
        double elapsed = ((endNanos == 0 ? System.nanoTime() : endNanos) - start) / 1e9;
        Long left = state == State.LEARNING && log.secondsLeft().isPresent() ? log.secondsLeft().getAsLong() : null;
        String figures = epoch == null ? "" : epoch.figures().stream().map(Object::toString).collect(Collectors.joining(", "));
        return new Now(epoch == null ? null : epoch.phase(), epoch == null ? 0 : Math.min(epoch.epoch(), epoch.epochs()),
                epoch == null ? 0 : epoch.epochs(), figures, elapsed, left, log.share(), log.casesPerSecond());
    }

    @Override
    public synchronized Optional<Picture> picture(String name) {
        return Optional.ofNullable(pictures.get(name)).map(Drawn::picture);
    }

    @Override
    public Object store() throws IOException {
        return store.read();
    }

    @Override
    public Optional<Location> file(String model, String file) throws IOException {
        return store.file(model, file);
    }

    @Override
    public synchronized void watchedBy(int count) {
        viewers.stay(count);
        if (count > 0) {
            drawLastForWhoCame();
        }
    }

    @Override
    public synchronized void asked() {
        viewers.asked();
        drawLastForWhoCame();
    }

    @Override
    public void close() {
        pictureThread.shutdownNow();
    }
}
