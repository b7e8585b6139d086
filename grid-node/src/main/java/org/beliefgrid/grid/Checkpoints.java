package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Checkpoint;
import org.beliefgrid.store.Checkpoint.Numbers;
import org.beliefgrid.store.Checkpoint.Own;
import org.beliefgrid.store.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a driver leaves in the store while its rounds go on: checkpoints, and a few lines on how the run goes. All of it is
 * written by a thread of its own, from states that nobody changes any more, so that no commit waits for a disk; where the disk
 * is slower than the epochs, a checkpoint is left out. What cannot be written is one line in the log. The marks in the store
 * are looked at before each writing: a driver of an older generation writes nothing, and finds out that way.
 *
 * <p>A run that nobody described has no checkpoints; everything here does nothing then.
 */
final class Checkpoints {
    /** Key of the {@link RunStore} in a member's user context. */
    static final String CONTEXT_KEY = "beliefgrid.runStore";

    private static final Logger LOGGER = LoggerFactory.getLogger(Checkpoints.class);
    private static final long SECONDS_BETWEEN_SIGNS_OF_LIFE = 10;
    private static final long MOST_SECONDS_AT_THE_END = 60;
    private static final long MOST_SECONDS_WHEN_OVER = 5;
    /**
     * When another driver may go on. Jet starts the job again no sooner than two seconds after a member was lost, but not before
     * all of it has ended, either.
     */
    private static final long MOST_SECONDS_WHEN_GIVEN_ON = 1;

    private final GridMaps maps;
    private final RunStore store;
    private final RunDescription description;
    private final ScheduledExecutorService thread;
    private volatile RunProgress progress = RunProgress.BEFORE;
    private volatile String checkpointed = "";
    private volatile int checkpointRound;
    private volatile boolean fenced;
    private List<Numbers> startingPoint;
    private boolean silent;
    private final RunClaim claim;
    private int epochsSince;
    private boolean due;
    private boolean begun;
    private boolean ended;
    private Future<?> writing = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);

    private Checkpoints(GridMaps maps, RunStore store, RunDescription description, RunClaim claim) {
        this.claim = claim;
        this.maps = maps;
        this.store = store;
        this.description = description;
        thread = description == null ? null : Executors.newSingleThreadScheduledExecutor(Checkpoints::writer);
    }

    private static Thread writer(Runnable work) {
        Thread thread = new Thread(work, "beliefgrid-checkpoint");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Those of a run, on the member of its driver.
     *
     * @param claim the driver's, whose newest generation may be newer than the last commit's
     */
    static Checkpoints of(HazelcastInstance member, String run, RunClaim claim) {
        GridMaps maps = new GridMaps(member);
        RunStore store = (RunStore) member.getUserContext().get(CONTEXT_KEY);
        String text = maps.descriptions().get(run);
        return new Checkpoints(maps, store, store == null || text == null ? null
                : RunState.read("run " + run, text).description(), claim);
    }

    /**
     * Where a run stands after a commit.
     *
     * @param record as committed
     * @param algorithm the current one
     * @param state from which the record's round starts
     * @param dataset what it learns from
     */
    record Standing(RunRecord record, IterativeAlgorithm algorithm, State state, Dataset dataset) {
        private boolean endsEpoch() {
            return (record.place().index()) % algorithm.roundsAnEpoch() == 0;
        }

        private int epochsARound() {
            return algorithm.epochsARound();
        }

        private boolean endsAlgorithm() {
            return algorithm.finished(state, record.place().index());
        }

        private RunProgress progress(RunProgress.Status status) {
            int epoch = algorithm.epoch(record.place().index());
            return new RunProgress(status, record.failure(), algorithm.name(), epoch, algorithm.epochs(), record.generation(),
                    record.algorithms(), record.algorithm(), record.firstRound(), record.round(), "", "", 0);
        }

        /** Keys of what shards keep for the rounds that follow. */
        private List<OwnKey> own() {
            List<OwnKey> keys = new ArrayList<>();
            for (int shard = 0; !algorithm.own().isEmpty() && !endsAlgorithm() && shard < dataset.shards(); shard++) {
                int of = shard;
                int index = record.place().index();
                OptionalInt next = IntStream.range(index, algorithm.rounds()).filter(round -> takesPart(of, round)).findFirst();
                if (next.isPresent() && IntStream.range(0, index).anyMatch(round -> takesPart(of, round))) {
                    for (int section = 0; section < algorithm.own().size(); section++) {
                        keys.add(new OwnKey(record.name(), record.firstRound() + next.getAsInt(), shard, section));
                    }
                }
            }
            return keys;
        }

        private boolean takesPart(int shard, int round) {
            return algorithm.takesPart(dataset.cases()[shard], dataset.labelled()[shard], dataset.heldOut()[shard], round);
        }
    }

    /** A driver has taken the run: there is a checkpoint of where it begins. */
    void begin(Standing now) {
        if (description == null) {
            return;
        }
        begun = true;
        progress = now.progress(RunProgress.Status.RUNNING);
        thread.scheduleWithFixedDelay(this::describe, 0, SECONDS_BETWEEN_SIGNS_OF_LIFE, TimeUnit.SECONDS);
        due = description.hasCheckpoints();
        writeIfDue(now);
    }

    /** A round is committed. At the end of every so many epochs, and of each algorithm, this is worth a checkpoint. */
    void committed(Standing now) {
        if (description == null) {
            return;
        }
        progress = now.progress(RunProgress.Status.RUNNING);
        boolean endsAlgorithm = now.endsAlgorithm();
        epochsSince += now.endsEpoch() || endsAlgorithm ? now.epochsARound() : 0;
        due |= description.hasCheckpoints() && (endsAlgorithm || epochsSince >= description.checkpointEvery());
        if (now.endsEpoch() || endsAlgorithm) {
            writeIfDue(now);
        }
    }

    private void writeIfDue(Standing now) {
        if (due && writing.isDone()) {
            due = false;
            epochsSince = 0;
            CompletableFuture<Void> read = new CompletableFuture<>();
            reading = read;
            writing = thread.submit(() -> write(now, read));
        }
    }

    /** Does something when no checkpoint needs what shards kept for rounds that are over: at once, mostly. */
    void whenRead(Runnable removal) {
        reading.whenComplete((nothing, failure) -> removal.run());
    }

    /** @throws FencedException if another driver has the run, as the store says */
    void requireNotFenced(RunRecord record) {
        if (fenced) {
            throw new FencedException(record);
        }
    }

    /** All rounds are done: sees to it that there is a checkpoint of the last one, as far as it can be written. */
    void finish(Standing now) {
        if (description == null) {
            return;
        }
        await(writing, MOST_SECONDS_AT_THE_END);
        writeIfDue(now);
        await(writing, MOST_SECONDS_AT_THE_END);
        requireNotFenced(now.record());
    }

    /** The run has ended, one way or another, and its record says how. */
    void end(Standing now) {
        if (description == null) {
            return;
        }
        ended = true;
        progress = now.progress(RunProgress.Status.valueOf(now.record().status().name()));
        await(thread.submit(this::describe), MOST_SECONDS_AT_THE_END);
    }

    /**
     * The driver ends. If something ended it that will not pass, that is said; otherwise another driver may go on in its place.
     *
     * @param failure what ended the driver, or null
     */
    void close(Throwable failure) {
        if (description == null) {
            return;
        }
        boolean told = failure != null && !(failure instanceof FencedException) && !PassingFailures.includes(failure);
        if (begun && !ended && told && !thread.isShutdown()) {
            progress = progress.failed(String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
            await(thread.submit(this::describe), MOST_SECONDS_WHEN_OVER);
        }
        thread.shutdown();
        boolean givenOn = begun && !ended && !told;
        try {
            // What follows is not to be overtaken. Where it is, a late checkpoint has the bits of the other driver's, and a late
            // description is put right with that one's next sign of life, if there is one.
            thread.awaitTermination(givenOn ? MOST_SECONDS_WHEN_GIVEN_ON : MOST_SECONDS_WHEN_OVER, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Future<?> work, long seconds) {
        try {
            work.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOGGER.warn("the store has not answered for {} s: the run does not wait for it any longer", seconds);
        } catch (ExecutionException e) {
            throw new IllegalStateException("writing to the store", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // From here on by the thread that writes.

    private void write(Standing now, CompletableFuture<Void> read) {
        int round = now.record().round();
        try {
            List<Own> own = own(now);
            read.complete(null);
            if (startingPoint == null) {
                startingPoint = numbers(new StateStore(maps, now.record().name()).startingPoint());
            }
            if (superseded()) {
                return;
            }
            store.write(new Checkpoint(new RunState(description, stamped(now.progress(RunProgress.Status.RUNNING))),
                    numbers(now.state()), startingPoint, own));
            checkpointRound = round;
            checkpointed = Moment.now();
            describe();
        } catch (IOException | RuntimeException e) {
            LOGGER.warn("no checkpoint of round {} of run {}, the run goes on: {}", round, description.run(), e.toString());
        } finally {
            read.complete(null);
        }
    }

    private List<Own> own(Standing now) {
        List<OwnKey> keys = now.own();
        Map<OwnKey, float[]> found = keys.isEmpty() ? Map.of() : maps.own().getAll(Set.copyOf(keys));
        return keys.stream().map(key -> new Own(key.round(), key.shard(), key.section(),
                Required.value(found.get(key), key.toString()))).toList();
    }

    private static List<Numbers> numbers(State state) {
        return state.sections().stream().map(section -> new Numbers(section.name(), state.get(section.name()))).toList();
    }

    /** Says how the run goes. The first of several failures is told. */
    private void describe() {
        RunProgress now = progress;
        try {
            if (!superseded()) {
                store.describe(new RunState(description, stamped(now)));
                silent = false;
            }
        } catch (IOException | RuntimeException e) {
            if (!silent) {
                LOGGER.warn("how run {} goes cannot be written, it goes on: {}", description.run(), e.toString());
            }
            silent = true;
        }
    }

    private boolean superseded() throws IOException {
        long newest = store.newestGeneration(description.run());
        fenced |= newest > claim.generation() || newest < claim.owned();  // the latter once the run's marks have been removed
        return fenced;
    }

    private RunProgress stamped(RunProgress now) {
        return now.stamped(Moment.now(), checkpointed, checkpointRound);
    }
}
