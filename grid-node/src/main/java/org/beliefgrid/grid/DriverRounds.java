package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.beliefgrid.grid.Checkpoints.Standing;
import org.beliefgrid.grid.EpochDriver.Progress;
import org.beliefgrid.grid.EpochDriver.Step;
import org.beliefgrid.grid.RunRecord.Status;
import org.beliefgrid.grid.monitoring.SentBytes;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.State;

/**
 * The rounds of a run, as its driver turns them: publish the weights, run the shards, average, commit; algorithm after
 * algorithm. It keeps nothing that is not also in the grid, and can begin again from the last commit at any time. A commit is
 * one compare-and-set of the small run record, after the next state is safe (architecture, rules 2, 3 and 5).
 */
final class DriverRounds {
    private static final long SLICE_MILLIS = 200;
    /** Some carry to or from the other members while one works. */
    private static final int CARRIERS = 3;
    private static final long FIRST_SECONDS_TO_LIVE = 300;
    private static final long LEAST_SECONDS_TO_LIVE = 10;

    private final HazelcastInstance member;
    private final GridMaps maps;
    private final String run;
    private final StateStore states;
    private final ExecutorService carriers = Executors.newFixedThreadPool(CARRIERS, DriverRounds::carrier);
    private final Quorum quorum;
    private final RunClaim claim;
    private final Leftovers leftovers;
    private final Traffic traffic;
    private final Runnable progress;
    /** Null before this driver has taken over, and again after something went wrong that passes. */
    private RunRecord record;
    private Dataset dataset;
    private IterativeAlgorithm algorithm;
    private State state;
    private RoundTasks tasks;
    private Checkpoints checkpoints;
    private boolean tookOver = true;
    private long roundStart;
    private double lastSeconds;

    /**
     * @param member the member that the driver runs on
     * @param run name of a run whose record, algorithms and first state are in the grid
     * @param progress done after every commit
     */
    DriverRounds(HazelcastInstance member, String run, Runnable progress) {
        this.member = member;
        this.run = run;
        this.progress = progress;
        maps = new GridMaps(member);
        states = new StateStore(maps, run);
        quorum = Quorum.of(member);
        claim = new RunClaim(member, run);
        leftovers = new Leftovers(maps, run, states, carriers);
        traffic = new Traffic(ShardEpochTask.address(member.getCluster().getLocalMember()), SentBytes.of(member)::total);
    }

    private static Thread carrier(Runnable work) {
        Thread thread = new Thread(work, "beliefgrid-carry");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Does a little of the work.
     *
     * @throws FencedException if another driver has taken over
     * @throws IOException if the store that holds the fence cannot be written
     */
    Step step() throws IOException, InterruptedException {
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
            if (round(record.place()).totalWeight() == 0) {
                return end(Status.FAILED, algorithm.name() + ": no shard has a case to learn from");
            }
            startRound(record.place(), state);
        }
        try {
            return tasks.await(SLICE_MILLIS) ? finishRound() : Step.NOTHING_YET;
        } catch (OtherKernelException e) {
            return end(Status.REFUSED, round(record.place()).inEpoch(e.getMessage()));
        } catch (RoundFailedException e) {
            return end(Status.FAILED, round(record.place()).inEpoch(e.getMessage()));
        }
    }

    private boolean allRoundsDone() {
        return algorithm.finished(state, record.place().index());
    }

    private void takeOver() throws IOException {
        RunRecord mine = claim.take();
        dataset = Required.value(maps.datasets().get(mine.dataset()), "dataset " + mine.dataset());
        enter(mine, states.read(mine));
        if (checkpoints == null) {  // after something that passed this driver's own go on
            checkpoints = Checkpoints.of(member, run, claim);
            if (record.status() == Status.RUNNING) {
                checkpoints.begin(standing(state));
            }
        }
        requireWhole();  // after it, so that the store is told why the run ends
    }

    /** What is missing would end the run later, perhaps hours later. */
    private void requireWhole() {
        states.startingPoint();
        for (int later = record.algorithm() + 1; later < record.algorithms(); later++) {
            algorithm(later);
        }
    }

    private IterativeAlgorithm algorithm(int index) {
        AlgorithmKey key = new AlgorithmKey(run, index);
        return Required.value(maps.algorithms().get(key), key.toString());
    }

    private Standing standing(State now) {
        return new Standing(record, algorithm, now, dataset);
    }

    private void enter(RunRecord newRecord, State newState) {
        record = newRecord;
        state = newState;
        algorithm = algorithm(record.algorithm());
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
        State first = algorithm(next.algorithm()).start(state.completedBy(states.startingPoint()));
        states.writeFirst(next.place(), first);
        commit(next);
        enter(record, first);  // of the generation that the commit may have claimed
        states.removeAlgorithm(ended, endedLayout);
        return Step.NOTHING_YET;
    }

    private void startRound(RoundOf place, State start) {
        roundStart = System.nanoTime();
        dataset = new ShardMover(maps).dealtAgain(record.dataset(), new ShardHomes(member));
        states.publish(place, start, secondsToLive(lastSeconds), carriers).join();
        tasks = new RoundTasks(shard -> maps.training().submitToKeyOwner(
                new ShardEpochTask(run, dataset.name(), record.kernel(), place, shard, dataset.homes()[shard],
                        narrow()), dataset.homes()[shard]), claim::record, RoundTasks.PAUSE_MILLIS,
                () -> new Patience(quorum.limitNanos(), System::nanoTime));
        // A driver that takes over in the middle of a round finds what was learned before, but not how large increments were.
        boolean all = !tookOver || narrow();
        ShardRound round = round(place);
        round.participants().filter(shard -> all || !maps.updates().containsKey(round.updateKey(shard))).forEach(tasks::submit);
        tookOver = false;
    }

    /** @param roundSeconds time of a round; 0 if none is known */
    private static long secondsToLive(double roundSeconds) {
        return roundSeconds == 0 ? FIRST_SECONDS_TO_LIVE : Math.max(LEAST_SECONDS_TO_LIVE, (long) Math.ceil(3 * roundSeconds));
    }

    private boolean narrow() {
        return record.narrow() && !algorithm.exact();
    }

    private ShardRound round(RoundOf place) {
        return new ShardRound(run, algorithm, dataset, place);
    }

    private Step finishRound() throws IOException {
        int[] lengths = algorithm.layout().stream().filter(section -> section.role().averaged()).mapToInt(Section::length)
                .toArray();
        ShardRound round = round(record.place());
        long totalCases = round.totalWeight();
        RoundMean sums = RoundMean.of(new MeanUpdate(run, record.round(), lengths, units(), totalCases, dataset.homes(), 0,
                IntStream.of(lengths).sum()), maps.updates()::aggregate, carriers, RoundMean.SLICE);
        if (sums.divergence() != null) {
            return end(Status.DIVERGED, round.inEpoch(sums.divergence(), narrow() ? state : null));
        }
        BitSet missing = new BitSet();
        round.participants().filter(shard -> !sums.shards().get(shard)).forEach(missing::set);
        if (!missing.isEmpty()) {
            missing.stream().forEach(shard -> tasks.again(shard, new LostUpdateException()));
            return Step.NOTHING_YET;
        }
        if (sums.mean().cases() != totalCases) {
            throw new IllegalStateException("round %d: %d cases were averaged, expected %d".formatted(record.round(),
                    sums.mean().cases(), totalCases));
        }
        if (narrow() && !sums.addStart(state.averaged())) {
            return end(Status.DIVERGED, round.inEpoch("a mean is not finite; " + algorithm.stepSize()));
        }
        return advance(round, sums.mean());
    }

    private SumUnits units() {
        SumUnits exact = SumUnits.exact(FixedPoint.exponents(state.averaged()));
        // What has diverged is summed in the exact units, which find out where.
        return narrow() && exact.holds(tasks.largest()) ? SumUnits.narrow(tasks.largest(), dataset.shards()) : exact;
    }

    /**
     * From the mean to the next state, committed. The next round learns from it already while the commit is made: its state
     * follows from this round's updates alone, so a driver that cannot commit has only begun what its successor does, too, with
     * the same bits.
     */
    private Step advance(ShardRound round, Mean mean) throws IOException {
        RoundOf ended = round.place();
        State next = algorithm.afterAveraging(state, mean, ended.index());
        RoundOf begins = new RoundOf(ended.algorithm(), ended.firstRound(), ended.round() + 1);
        lastSeconds = secondsOfRound();
        RoundWork work = new RoundWork(round.casesLearned(mean), lastSeconds, traffic.sinceLast(tasks.answers()), tasks.work());
        boolean last = algorithm.finished(next, begins.index());
        if (last) {
            tasks = null;
        } else {
            startRound(begins, next);
        }
        states.write(begins, next);
        commit(record.nextRound());
        checkpoints.committed(standing(next));
        remove(round, last);
        state = next;
        RoundReport report = round.report(mean, last, work);
        maps.progress().setAsync(run, report);
        return new Step(Progress.GOING_ON, Optional.of(report));
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
        progress.run();
    }

    private void remove(ShardRound round, boolean last) {
        leftovers.removeUpdates(round.updateKeys());
        int own = algorithm.own().size();
        int shards = round.dataset().shards();
        checkpoints.whenRead(() -> leftovers.removeOwn(round.place(), own, shards, last));
        leftovers.removeStateBefore(round.place(), algorithm, bytesLeft());
    }

    /** What rounds like the last one leave published until it goes by itself. */
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
        close(null);
        return Step.END;
    }

    /** Begins again from the last commit with the next step. */
    void startOver() {
        cancelTasks();
        record = null;
        tookOver = true;
    }

    /**
     * Stops the tasks of the round that is running; what they did so far is lost, nothing else.
     *
     * @param failure what ended the driver, or null
     */
    void close(Throwable failure) {
        cancelTasks();
        carriers.shutdown();
        if (checkpoints != null) {
            checkpoints.close(failure);
        }
    }

    private void cancelTasks() {
        if (tasks != null) {
            tasks.cancel();
            tasks = null;
        }
    }
}
