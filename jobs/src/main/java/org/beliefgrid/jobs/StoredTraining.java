package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.VersionCompletion.Completed;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.report.RoundLog;
import org.beliefgrid.report.RunReport;
import org.beliefgrid.report.RunReport.Examination;
import org.beliefgrid.report.RunReport.Pretrained;
import org.beliefgrid.report.RunReport.Times;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training to its end: loads, trains, saves the model as a new version, leaves nothing in the grid, evaluates, and keeps
 * evaluation and report. The command line and programs that embed the client train by this alone. All of it happens on the
 * caller's thread.
 */
public final class StoredTraining {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoredTraining.class);
    private static final long LOOKING_SECONDS = 5;
    private static final long LOOKING_MILLIS = 20;

    private final HazelcastInstance grid;
    private final TrainRequest request;
    private final TrainTask task;
    private final ModelStore store;
    private final LoggedRounds rounds;
    private final TrainSession session;
    private final VersionCompletion completion;
    private Optional<LastRound> lastRound = Optional.empty();
    private volatile Optional<Pretrained> pretrained = Optional.empty();

    /**
     * @param grid a member or a client
     * @param store that the model goes into
     * @param test cases to evaluate the model on, opened and scanned
     * @param watcher told of all that happens
     */
    public StoredTraining(HazelcastInstance grid, TrainRequest request, TrainTask task, ModelStore store,
            Optional<CaseSource> test, Watcher watcher) {
        this.grid = grid;
        this.request = request;
        this.task = task;
        this.store = store;
        rounds = new LoggedRounds(watcher, this::lookAtPretrained);
        session = new TrainSession(grid, request, task, rounds);
        completion = new VersionCompletion(store, request.sources(), test, watcher::says);
    }

    /**
     * What came of it. The model is safe whatever became of its evaluation.
     *
     * @param learned as it was saved
     * @param saved its version
     * @param evaluation empty without test cases or without classes
     * @param kept whether the evaluation is
     * @param figures what the training was like
     * @param log the rounds that this process saw
     * @param report what its page says, beside the model; empty if it is no network
     */
    public record Result(Learned learned, ModelVersion saved, Optional<Evaluation> evaluation, Kept kept, TrainFigures figures,
                         RoundLog log, Optional<RunReport> report) {
        /**
         * The network that was learned.
         *
         * @throws InvalidConfigException if it is none
         */
        public Model model() {
            if (learned instanceof Model model) {
                return model;
            }
            throw new InvalidConfigException("algorithm %s trains no network; its result is %s".formatted(
                    learned.plan().algorithm().name(), saved));
        }
    }

    /**
     * What a training that was stopped had done.
     *
     * @param saved version of {@code NAME-interrupted}
     * @param rounds that were done
     */
    public record LastRound(ModelVersion saved, int rounds) {
    }

    /**
     * What became of an evaluation.
     *
     * @param number by which it is kept beside its version; empty if it is not
     * @param problem why it is not kept; empty if it is, or if there was none
     */
    public record Kept(OptionalInt number, Optional<String> problem) {
        static final Kept NONE = new Kept(OptionalInt.empty(), Optional.empty());

        /** It is not, for that reason. */
        static Kept not(IOException why) {
            return new Kept(OptionalInt.empty(), Optional.of(why.getMessage() == null ? why.toString() : why.getMessage()));
        }
    }

    /**
     * Trains.
     *
     * @throws org.beliefgrid.error.InvalidConfigException if members have different OpenBLAS kernels, or another than the plan
     *     pins, or the run cannot be gone on with as it was asked
     * @throws CancellationException after {@link #cancel}; {@link #lastRound} then has what was done
     * @throws IOException if data cannot be read or the model not be saved
     */
    public Result run() throws IOException {
        Learned learned;
        ModelVersion saved;
        try (session) {
            try {
                learned = session.train(request.sources().training().isLocal() && !AllHere.areMembersOf(grid));
                saved = store.save(task.model(), learned);
                session.saved();
            } catch (CancellationException e) {
                keepLastRound();
                throw e;
            }
        }
        return learned instanceof Model model ? examined(model, saved)
                : new Result(learned, saved, Optional.empty(), Kept.NONE, session.figures(), rounds.log(), Optional.empty());
    }

    private Result examined(Model model, ModelVersion saved) throws IOException {
        Completed completed = completion.complete(model, saved,
                (examination, seconds) -> report(model, saved, examination, seconds));
        return new Result(model, saved, completed.evaluation(), completed.kept(), session.figures(), rounds.log(),
                Optional.of(completed.report()));
    }

    /**
     * Fine-tuning spoils the stack for drawing, so it is looked at in the first rounds of it; on a thread that nobody waits
     * for.
     *
     * @param fineTuning its index
     */
    private void lookAtPretrained(int fineTuning) {
        Thread looking = new Thread(() -> {
            try {
                RunningNet net = new RunningNet(grid, task.run(), request.plan().pretraining().units());
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOOKING_SECONDS);
                while (pretrained.isEmpty() && System.nanoTime() < end) {
                    pretrained = !net.isAt(fineTuning) ? Optional.empty()
                            : net.look().filter(sight -> sight.algorithm() == fineTuning)
                                    .map(sight -> new Pretrained(sight.net(), sight.rounds()));
                    Thread.sleep(LOOKING_MILLIS);  // the members do not have the round's weights yet
                }
            } catch (RuntimeException e) {
                LOGGER.info("the report will be without the stack before fine-tuning: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "beliefgrid-pretrained");
        looking.setDaemon(true);
        looking.start();
    }

    private RunReport report(Model model, ModelVersion saved, Optional<Examination> examination, double evaluateSeconds) {
        Optional<TrainFigures> figures = Optional.ofNullable(session.figures());
        return new RunReport(task.run(), saved.toString(), model, rounds.log(),
                new Times(figures.map(TrainFigures::loadSeconds).orElse(0.0), examination.isEmpty() ? 0 : evaluateSeconds),
                figures.map(TrainFigures::members).orElse(List.of()), figures.flatMap(TrainFigures::choice), examination,
                pretrained, session.samples(), request.sources().arguments());
    }

    /**
     * Begins to train, and leaves the run to the grid: when it is at its end, its model waits there for whoever attaches to it.
     *
     * @throws org.beliefgrid.error.InvalidConfigException as {@link #run} does
     * @throws CancellationException after {@link #cancel}
     * @throws IOException if data cannot be read
     */
    public void submit() throws IOException {
        try (session) {
            session.submit(request.sources().training().isLocal() && !AllHere.areMembersOf(grid));
        }
    }

    private void keepLastRound() throws IOException {
        Optional<Learned> last = session.lastRound();
        if (last.isPresent()) {
            ModelVersion saved = store.save(task.model() + "-interrupted", last.get());
            lastRound = Optional.of(new LastRound(saved, last.get().provenance().rounds()));
            if (last.get() instanceof Model model) {
                completion.keepReport(report(model, saved, Optional.empty(), 0), saved);
            }
        }
    }

    /**
     * An evaluation that ended just now, as it is kept.
     *
     * @param name of the data, as the user named it
     * @param cases the test cases, after a complete scan
     */
    public static StoredEvaluation stored(Evaluation evaluation, Model model, String name, CaseSource cases) {
        return new StoredEvaluation(name, cases.fingerprint(), evaluation.cases(), evaluation.errors(),
                model.net().sha256(), Moment.now());
    }

    /** Keeps an evaluation beside its version, if the store can be written. */
    public static Kept keep(ModelVersions versions, ModelVersion version, StoredEvaluation stored) {
        try {
            return new Kept(OptionalInt.of(versions.addEvaluation(version.number(), stored)), Optional.empty());
        } catch (IOException e) {
            return Kept.not(e);
        }
    }

    /** Stops the training after the round that is running. */
    public void cancel() {
        session.cancel();
    }

    /** What was done before {@link #cancel}; empty if that is no result yet. */
    public Optional<LastRound> lastRound() {
        return lastRound;
    }

    /** Whether somebody could go on with the run: it has begun, or was lost before it could, and writes checkpoints. */
    public boolean resumable() {
        return session.resumable();
    }
}
