package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.JobAlreadyExistsException;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.pipeline.JournalInitialPosition;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.beliefgrid.client.BeliefGridStages;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.scoring.IdxRows;
import org.beliefgrid.jobs.scoring.LineFormat;
import org.beliefgrid.jobs.scoring.ModelRef;
import org.beliefgrid.jobs.scoring.RowReader;
import org.beliefgrid.jobs.scoring.ScoreFormat;
import org.beliefgrid.jobs.scoring.ScoreJob;
import org.beliefgrid.jobs.scoring.TableRows;
import org.beliefgrid.jobs.scoring.TextRows;
import org.beliefgrid.model.Model;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Files, or what comes into a map, through a stored model. */
@picocli.CommandLine.Command(name = "score", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Scores rows with a stored model, as a Jet job: those of a file, or those that are put into a map of a "
                + "standing grid (--from-map, --to-map), until it is stopped.")
public final class ScoreCommand implements Submittable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "model of the store: NAME (its promoted version, or the newest if none is), NAME@N or NAME@latest")
    private String name;

    @Option(names = "--input", paramLabel = "URI",
            description = "file of rows, local or on any Hadoop file system, plain or in gzip: .csv (numbers, a header may "
                    + "come "
                    + "first), .jsonl (an array of numbers a line), or else IDX images; of a model of a table rows with its "
                    + "columns, in a file, a folder or a pattern like data/part-*.csv")
    private String input;

    @Option(names = "--output", paramLabel = "URI", description = "folder for the scores, not there yet: a file part-N of each "
            + "member")
    private String output;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "CSV",
            description = "of the scores: csv (row, class, probability, model) or jsonl (with the probabilities of all "
                    + "classes) (default: csv)")
    private ScoreFormat format;

    @Option(names = "--from-map", paramLabel = "MAP",
            description = "map with an event journal whose values are arrays of floats, such as scoring-in")
    private String fromMap;

    @Option(names = "--to-map", paramLabel = "MAP", description = "map that gets the scores, under the same keys")
    private String toMap;

    @Option(names = "--score-threads", paramLabel = "N", defaultValue = "0",
            description = "threads that score on each member (default: half of its cores)")
    private int threads;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private StoreOptions storeOptions;

    private boolean detached;

    @Override
    public void detach(Optional<HazelcastInstance> grid) {
        detached = true;
        grid.ifPresent(gridOptions::take);
    }

    @Override
    public Integer call() throws Exception {
        check();
        ModelVersion version = storeOptions.open().find(name);
        Model model = ModelVersions.load(version);
        PrintWriter out = spec.commandLine().getOut();
        try (CtrlC signals = new CtrlC();
                TrainingGrid grid = TrainingGrid.open(gridOptions, storeOptions.location(), model.plan())) {
            if (input == null) {
                stream(grid.access(), signals, out);
            } else {
                file(grid.access(), version, rows(model), signals, out);
            }
            return ExitCode.DONE;
        } catch (CancellationException e) {
            out.println("stopped");
            out.flush();
            return ExitCode.INTERRUPTED;
        }
    }

    private void check() {
        gridOptions.check();
        gridOptions.requireStanding(detached);
        if ((input == null) != (output == null) || (fromMap == null) != (toMap == null)
                || (input == null) == (fromMap == null)) {
            throw new InvalidConfigException("score needs --input and --output, or --from-map and --to-map");
        }
        if (fromMap != null && !gridOptions.standing()) {
            throw new InvalidConfigException("--from-map goes with --cluster: a grid of its own has nothing in its maps");
        }
        if (threads < 0) {
            throw new InvalidConfigException("--score-threads must be 0 or more, was " + threads);
        }
    }

    private ModelRef ref(String model) {
        ModelRef ref = ModelRef.of(storeOptions.location().absolute(), model);
        return new ModelRef(ref.store(), model, threads, ref.lookMillis());
    }

    private RowReader rows(Model model) {
        String file = Location.of(input).absolute();
        if (model.table().isPresent() && !file.matches("(?i).*\\.jsonl(\\.gz)?")) {
            return TableRows.of(file, model.table().get());
        }
        String plain = file.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (plain.endsWith(".csv")) {
            return new TextRows(file, LineFormat.CSV);
        }
        return plain.endsWith(".jsonl") ? new TextRows(file, LineFormat.JSONL) : new IdxRows(file);
    }

    private void file(HazelcastInstance grid, ModelVersion version, RowReader rows, CtrlC signals, PrintWriter out)
            throws IOException {
        ScoreJob job = ScoreJob.submit(grid, rows, ref(version.toString()), Location.of(output).absolute(), format);
        signals.onSignal(job::cancel);
        out.printf("job %s%n", job.name());
        out.flush();
        if (detached) {
            return;
        }
        long start = System.nanoTime();
        try {
            job.await();
        } catch (IOException | RuntimeException e) {
            deleteOutput(e);
            throw e;
        }
        out.printf(Locale.ROOT, "scored with %s in %.1f s: %s%n", version, (System.nanoTime() - start) / 1e9, output);
        out.flush();
    }

    /** A part of the scores would look like all of them. */
    private void deleteOutput(Exception failure) {
        try {
            Location.of(output).delete();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static Job submit(HazelcastInstance grid, Pipeline pipeline, String job) {
        try {
            return grid.getJet().newJob(pipeline, new JobConfig().setName(job));
        } catch (JobAlreadyExistsException e) {
            throw new InvalidConfigException("job %s goes on already in this grid: cancel it first".formatted(job));
        }
    }

    private void stream(HazelcastInstance grid, CtrlC signals, PrintWriter out) {
        BeliefGridStages.Classify model = BeliefGridStages.classify(storeOptions.location().absolute(), name);
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.<Object, float[]>mapJournal(fromMap, JournalInitialPosition.START_FROM_OLDEST))
                .withoutTimestamps()
                .apply((threads == 0 ? model : model.withThreads(threads)).eventEntries())
                .writeTo(Sinks.map(toMap));
        Job job = submit(grid, pipeline, "beliefgrid-score-" + fromMap + "-" + toMap);
        signals.onSignal(job::cancel);
        out.printf("job %s: scores what comes into %s, until it is %s%n", job.getName(), fromMap,
                detached ? "cancelled" : "stopped");
        out.flush();
        if (detached) {
            return;
        }
        try {
            job.join();
        } catch (CancellationException e) {
            throw e;
        } catch (CompletionException e) {
            if (String.valueOf(e.getCause()).contains("event journal")) {
                throw new InvalidConfigException("--from-map %s: the map has no event journal, see config/hazelcast.yaml"
                        .formatted(fromMap));
            }
            throw new IllegalStateException(job.getName() + " failed: " + e.getCause().getMessage(), e);
        }
    }
}
