package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.io.IOException;
import java.util.BitSet;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.Checkpoints.Standing;
import org.beliefgrid.grid.RoundMean.Divergence;
import org.beliefgrid.grid.RunRecord.Status;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the round: publish the weights, run the shards, average, commit; algorithm after algorithm. It works in short steps,
 * so that the job around it can be stopped, and keeps nothing that is not also in the grid: another driver, on another
 * member, goes on from the last commit. A commit is one compare-and-set of the small run record, after the next state is
 * safe; a driver that lost its generation cannot commit (architecture, rules 2, 3 and 5).
 */
public final class EpochDriver implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EpochDriver.class);
    private static final long SLICE_MILLIS = 200;
    /** Some carry to or from the other members while one works. */
    private static final int CARRIERS = 3;
    private static final long FIRST_SECONDS_TO_LIVE = 300;
    private static final long LEAST_SECONDS_TO_LIVE = 10;
    /** Several heartbeat limits: whatever happens to members has passed by then. */
    private static final long MOST_PASSING_SECONDS = 300;
    /** After something passing went wrong, and while this member is cut off. */
    private static final long PAUSE_MILLIS = 100;
    /** Of weights that short rounds may leave in each member until they go by themselves. */
    private static final long MOST_BYTES_LEFT = 128L << 20;

    private final HazelcastInstance member;
    private final GridMaps maps;
    private final String run;
    private final StateStore states;
    private final ExecutorService carriers = Executors.newFixedThreadPool(CARRIERS, EpochDriver::carrier);
    private final Quorum quorum;
    private final RunClaim claim;
    /** Null before this driver has taken over, and again after something went wrong that passes. */
    private RunRecord record;
    private long passingSince;
    private Dataset dataset;
    private IterativeAlgorithm algorithm;
    private State state;
    private RoundTasks tasks;
    private Checkpoints checkpoints;
    private boolean tookOver = true;
    private long roundStart;
    private double lastSeconds;

    /**
     * @param member the member that this driver runs on
     * @param run name of a run whose record, algorithms and first state are in the grid
     */
    public EpochDriver(HazelcastInstance member, String run) {
        this.member = member;
        this.run = run;
        maps = new GridMaps(member);
        states = new StateStore(maps, run);
        quorum = Quorum.of(member);
        claim = new RunClaim(member, run);
    }

    private static Thread carrier(Runnable work) {
        Thread thread = new Thread(work, "beliefgrid-carry");
        thread.setDaemon(true);
        return thread;
    }

    /** What a step brought. */
    public enum Progress {
        /** More steps follow. */
        GOING_ON,
        /** The run has ended, one way or another; its record says how. */
        ENDED
    }

    /** A step's outcome: whether to go on, and the report of the round that it finished, if it did. */
    public record Step(Progress progress, Optional<RoundReport> report) {
        private static final Step NOTHING_YET = new Step(Progress.GOING_ON, Optional.empty());
        private static final Step END = new Step(Progress.ENDED, Optional.empty());
    }

    /**
     * Does a little of the work, within about a fifth of a second and an averaging. What goes wrong because members come and go
     * is begun again from the last commit; a driver whose member is cut off stands still, until the member ends.
     *
     * @throws FencedException if another driver has taken over
     * @throws IOException if the store that holds the fence cannot be written
     */
    public Step step() throws IOException, InterruptedException {
        RuntimeException failure = null;
        if (!quorum.isCutOff()) {
            try {
                return tryStep();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (!member.getLifecycleService().isRunning()) {
            throw failure == null ? new HazelcastInstanceNotActiveException() : failure;
        }
        passingSince = passingSince == 0 ? System.nanoTime() : passingSince;
        boolean tooLong = System.nanoTime() - passingSince > TimeUnit.SECONDS.toNanos(MOST_PASSING_SECONDS);
        if (failure != null && (tooLong || !quorum.isCutOff() && !PassingFailures.includes(failure))) {
            throw failure;
        }
        if (tooLong) {
            throw new GridUnavailableException("this member is cut off: " + quorum.whyCutOff());
        }
        if (failure != null) {
            LOGGER.warn("run {} goes on from its last commit: {}", run, failure.toString());
        }
        cancelTasks();
        record = null;
        tookOver = true;
        Thread.sleep(PAUSE_MILLIS);
        return Step.NOTHING_YET;
    }

    private Step tryStep() throws IOException, InterruptedException {
        if (record == null) {
            takeOver();
        }
        checkpoints.requireNotFenced(record);
        if (record.status() != Status.RUNNING) {
            return Step.END;
        }
        if (tasks == null) {
            if (allRoundsDone()) {
                return nextAlgorithm();
            }
            if (totalWeight(record.place()) == 0) {
                return end(Status.FAILED, algorithm.name() + ": no shard has a case to learn from");
            }
            startRound(record.place(), state);
        }
        try {
            return tasks.await(SLICE_MILLIS) ? finishRound() : Step.NOTHING_YET;
        } catch (OtherKernelException e) {
            return end(Status.REFUSED, inEpoch(e));
        } catch (RoundFailedException e) {
            return end(Status.FAILED, inEpoch(e));
        }
    }

    private boolean allRoundsDone() {
        return algorithm.finished(state, record.place().index());
    }

    private String inEpoch(RuntimeException failure) {
        return "%s epoch %d: %s".formatted(algorithm.name(), epoch(record.place()), failure.getMessage());
    }

    private void takeOver() throws IOException {
        RunRecord mine = claim.take();
        dataset = Required.value(maps.datasets().get(mine.dataset()), "dataset " + mine.dataset());
        enter(mine, states.read(mine));
        if (checkpoints != null) {
            return;  // after something that passed: this driver's own go on
        }
        checkpoints = Checkpoints.of(member, run, claim::generation);
        if (record.status() == Status.RUNNING) {
            checkpoints.begin(standing(state));
        }
    }

    private Standing standing(State now) {
        return new Standing(record, algorithm, now, dataset);
    }

    private void enter(RunRecord newRecord, State newState) {
        record = newRecord;
        state = newState;
        AlgorithmKey key = new AlgorithmKey(run, record.algorithm());
        algorithm = Required.value(maps.algorithms().get(key), key.toString());
        lastSeconds = 0;
        states.publishFrozen(record.place(), state);
    }

    private Step nextAlgorithm() throws IOException {
        if (record.algorithm() + 1 == record.algorithms()) {
            return end(Status.FINISHED, "");
        }
        RoundOf ended = record.place();
        List<Section> endedLayout = algorithm.layout();
        RunRecord next = record.nextAlgorithm();
        State first = maps.algorithms().get(new AlgorithmKey(run, next.algorithm()))
                .start(state.completedBy(states.startingPoint()));
        states.writeFirst(next.place(), first);
        commit(next);
        enter(record, first);  // of the generation that the commit may have claimed
        states.removeAlgorithm(ended, endedLayout);
        return Step.NOTHING_YET;
    }

    private void startRound(RoundOf place, State start) {
        roundStart = System.nanoTime();
        // Fresh: the driver of another run may have moved the shards.
        dataset = Required.value(maps.datasets().get(record.dataset()), "dataset " + record.dataset());
        int[] homes = new ShardHomes(member).dealAgain(dataset.homes());
        if (homes != dataset.homes()) {
            try {
                dataset = new ShardMover(maps).move(dataset, homes);
            } catch (ConcurrentModificationException e) {
                dataset = Required.value(maps.datasets().get(record.dataset()), "dataset " + record.dataset());
            }
        }
        states.publish(place, start, secondsToLive(lastSeconds), carriers).join();
        tasks = new RoundTasks(shard -> maps.training().submitToKeyOwner(
                new ShardEpochTask(run, dataset.name(), record.kernel(), place, shard, dataset.homes()[shard],
                        narrow()), dataset.homes()[shard]), claim::record, RoundTasks.PAUSE_MILLIS);
        // A driver that takes over in the middle of a round finds what was learned before, but not how large increments were.
        boolean all = !tookOver || narrow();
        participants(place).filter(shard -> all || !maps.updates().containsKey(updateKey(place.round(), shard)))
                .forEach(tasks::submit);
        tookOver = false;
    }

    /** @param roundSeconds time of a round; 0 if none is known */
    private static long secondsToLive(double roundSeconds) {
        return roundSeconds == 0 ? FIRST_SECONDS_TO_LIVE : Math.max(LEAST_SECONDS_TO_LIVE, (long) Math.ceil(3 * roundSeconds));
    }

    private UpdateKey updateKey(int round, int shard) {
        return new UpdateKey(run, round, shard, dataset.homes()[shard]);
    }

    private boolean narrow() {
        return record.narrow() && !algorithm.exact();
    }

    /** Epoch of a round, counted from 1. */
    private int epoch(RoundOf place) {
        return place.index() / algorithm.roundsAnEpoch() + 1;
    }

    private IntStream participants(RoundOf place) {
        return IntStream.range(0, dataset.shards()).filter(shard -> algorithm.takesPart(dataset.cases()[shard],
                dataset.labelled()[shard], dataset.heldOut()[shard], place.index()));
    }

    private long totalWeight(RoundOf place) {
        return participants(place).mapToLong(shard -> weight(shard, place)).sum();
    }

    private long weight(int shard, RoundOf place) {
        return algorithm.weight(dataset.cases()[shard], dataset.labelled()[shard], place.index());
    }

    private Step finishRound() throws IOException {
        int[] lengths = algorithm.layout().stream().filter(section -> section.role().averaged()).mapToInt(Section::length)
                .toArray();
        RoundOf place = record.place();
        long totalCases = totalWeight(place);
        RoundMean round = RoundMean.of(new MeanUpdate(run, record.round(), lengths, units(), totalCases, dataset.homes(), 0,
                IntStream.of(lengths).sum()), maps.updates()::aggregate, carriers, RoundMean.SLICE);
        if (round.divergence() != null) {
            return end(Status.DIVERGED, described(round.divergence()));
        }
        BitSet missing = new BitSet();
        participants(place).filter(shard -> !round.shards().get(shard)).forEach(missing::set);
        if (!missing.isEmpty()) {
            missing.stream().forEach(shard -> tasks.again(shard, new LostUpdateException()));
            return Step.NOTHING_YET;
        }
        if (round.mean().cases() != totalCases) {
            throw new IllegalStateException("round %d: %d cases were averaged, expected %d".formatted(record.round(),
                    round.mean().cases(), totalCases));
        }
        if (narrow() && !addStart(round.mean().averaged())) {
            return end(Status.DIVERGED, "%s epoch %d: a mean is not finite; %s".formatted(algorithm.name(), epoch(place),
                    algorithm.stepSize()));
        }
        return advance(round.mean());
    }

    private SumUnits units() {
        SumUnits exact = SumUnits.exact(FixedPoint.exponents(state.averaged()));
        // What has diverged is summed in the exact units, which find out where.
        return narrow() && exact.holds(tasks.largest()) ? SumUnits.narrow(tasks.largest(), dataset.shards()) : exact;
    }

    /** @return whether all sums are finite */
    private boolean addStart(List<float[]> increments) {
        List<float[]> start = state.averaged();
        boolean finite = true;
        for (int section = 0; section < start.size(); section++) {
            float[] values = increments.get(section);
            for (int i = 0; i < values.length; i++) {
                values[i] += start.get(section)[i];
                finite &= Float.isFinite(values[i]);
            }
        }
        return finite;
    }

    /**
     * From the mean to the next state, committed. The next round learns from it already while the commit is made: its state
     * follows from this round's updates alone, so a driver that cannot commit has only begun what its successor does, too, with
     * the same bits.
     */
    private Step advance(Mean mean) throws IOException {
        RoundOf ended = record.place();
        State next = algorithm.afterAveraging(state, mean, ended.index());
        RoundOf begins = new RoundOf(ended.algorithm(), ended.firstRound(), ended.round() + 1);
        List<UpdateKey> averaged = participants(ended).mapToObj(shard -> updateKey(ended.round(), shard)).toList();
        lastSeconds = secondsOfRound();
        boolean last = algorithm.finished(next, begins.index());
        if (last) {
            tasks = null;
        } else {
            startRound(begins, next);
        }
        states.write(begins, next);
        commit(record.nextRound());
        checkpoints.committed(standing(next));
        remove(ended, averaged, last);
        state = next;
        return new Step(Progress.GOING_ON, Optional.of(report(ended, mean, last)));
    }

    private RoundReport report(RoundOf ended, Mean mean, boolean last) {
        List<Figure> figures = algorithm.figures(mean, ended.index());
        int epoch = epoch(ended);
        int epochs = algorithm.epochs();
        boolean endsEpoch = last || (ended.index() + 1) % algorithm.roundsAnEpoch() == 0;
        return new RoundReport(ended.round(), algorithm.name(), epoch, epochs, endsEpoch,
                figures.stream().map(Figure::name).toArray(String[]::new), figures.stream().mapToDouble(Figure::value).toArray(),
                figures.stream().map(Figure::unit).toArray(String[]::new), epoch > epochs ? 0 : mean.cases(), lastSeconds);
    }

    private double secondsOfRound() {
        return (System.nanoTime() - roundStart) / 1e9;
    }

    private void commit(RunRecord ready) throws IOException {
        RunRecord next = ready;
        if (claim.isDoubtful()) {
            record = claim.take();
            next = ready.ofGeneration(record);
        }
        if (quorum.isCutOff()) {
            throw new FencedException(record);
        }
        // Refused although it is in: the owner went away after applying it, and Hazelcast asked again.
        if (!maps.runs().replace(run, record, next) && !next.equals(maps.runs().get(run))) {
            throw new FencedException(record);
        }
        record = next;
        passingSince = 0;
    }

    /**
     * Removes what a round leaves. Whatever stays, because the driver or its member ends, goes with the run.
     *
     * @param last whether it was the algorithm's last round: then nobody needs what shards kept for the next one
     */
    private void remove(RoundOf ended, List<UpdateKey> updates, boolean last) {
        updates.forEach(key -> maps.updates().deleteAsync(key));
        int own = algorithm.own().size();
        int shards = dataset.shards();
        checkpoints.whenRead(() -> removeOwn(ended, last, own, shards));
        if (ended.index() > 0) {
            RoundOf before = new RoundOf(ended.algorithm(), ended.firstRound(), ended.round() - 1);
            states.removeRound(before, algorithm.layout());
            if (bytesLeft() > MOST_BYTES_LEFT) {
                states.removePublished(before, algorithm.layout(), carriers);
            }
        }
    }

    private void removeOwn(RoundOf ended, boolean last, int sections, int shards) {
        for (int section = 0; section < sections; section++) {
            for (int shard = 0; shard < shards; shard++) {
                maps.own().deleteAsync(new OwnKey(run, ended.round(), shard, section));
                if (last) {
                    maps.own().deleteAsync(new OwnKey(run, ended.round() + 1, shard, section));
                }
            }
        }
    }

    /** What rounds like the last one leave published: a removal sends the values once more, so it is for many short rounds. */
    private double bytesLeft() {
        long bytes = state.averaged().stream().mapToLong(values -> (long) values.length * Float.BYTES).sum();
        return bytes * (secondsToLive(lastSeconds) / Math.max(lastSeconds, 1e-3));
    }

    private Step end(Status status, String failure) throws IOException {
        cancelTasks();
        if (status == Status.FINISHED) {
            checkpoints.finish(standing(state));
        }
        commit(record.ended(status, failure));
        checkpoints.end(standing(state));
        close();
        return Step.END;
    }

    private String described(Divergence divergence) {
        int place = divergence.place();
        float value = divergence.value();
        String where = "statistic";
        for (Section section : algorithm.layout()) {
            if (section.role().averaged()) {
                if (place < section.length()) {
                    where = section.name();
                    value += narrow() ? state.get(where)[place] : 0;
                    break;
                }
                place -= section.length();
            }
        }
        return "%s epoch %d: %s[%d] is %s in shard %d; %s".formatted(algorithm.name(), epoch(record.place()), where, place,
                value, divergence.shard(), algorithm.stepSize());
    }

    /** Stops the tasks of the round that is running; what they did so far is lost, nothing else. */
    @Override
    public void close() {
        cancelTasks();
        carriers.shutdown();
        if (checkpoints != null) {
            checkpoints.close();
        }
    }

    private void cancelTasks() {
        if (tasks != null) {
            tasks.cancel();
            tasks = null;
        }
    }
}
