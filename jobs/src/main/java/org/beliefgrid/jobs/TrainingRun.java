package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.Observable;
import com.hazelcast.jet.function.Observer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.grid.AlgorithmKey;
import org.beliefgrid.grid.CommonView;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.store.Checkpoint;

/** A run of algorithms over a dataset in the grid, as seen from outside: started, watched, cancelled, its result fetched. */
public final class TrainingRun {
    private static final long LAST_REPORT_SECONDS = 5;

    private final HazelcastInstance grid;
    private final GridMaps maps;
    private final String name;
    private final RunMembers members;
    private final Observable<RoundReport> reports;
    private final UUID observer;
    private final CountDownLatch reported = new CountDownLatch(1);
    private final Job job;

    private TrainingRun(HazelcastInstance grid, String name, Consumer<RoundReport> watcher, Job standing) {
        this.grid = grid;
        this.name = name;
        maps = new GridMaps(grid);
        members = new RunMembers(grid);
        reports = grid.getJet().getObservable(TrainJob.reports(name));
        // How the job ends is told by the run record: here only that no more reports follow.
        observer = reports.addObserver(Observer.of(watcher::accept, error -> reported.countDown(), reported::countDown));
        job = standing != null ? standing : TrainJob.submit(grid, name);
    }

    /**
     * Starts a run.
     *
     * @param grid a member or a client
     * @param first the record of the run, whose name is unique in the grid and whose dataset is loaded already
     * @param algorithms one after the other, each starting from the last state of the one before
     * @param initial what algorithms start from besides that: sections that they have; {@link State#EMPTY} to start anew
     * @param description what it was asked to do, for the store
     * @param watcher gets a report of every round, on another thread; after a fault of the grid a round may be reported twice
     * @throws GridUnavailableException if members come and go so much that it cannot be made sure that the grid has it all
     */
    public static TrainingRun start(HazelcastInstance grid, RunRecord first, List<IterativeAlgorithm> algorithms,
            State initial, RunDescription description, Consumer<RoundReport> watcher) {
        new RunStart(grid, first, algorithms).write(initial, description);
        return new TrainingRun(grid, first.name(), watcher, null);
    }

    /**
     * Goes on with a run from a checkpoint, in a grid that knows nothing of it.
     *
     * @param record where the checkpoint stands
     * @param algorithms of the run: its plan and its data give the same again
     * @param description what it is asked to do now
     * @throws InvalidConfigException if the checkpoint has other algorithms, or other sections than they have
     * @throws GridUnavailableException if members come and go so much that it cannot be made sure that the grid has it all
     */
    public static TrainingRun resume(HazelcastInstance grid, RunRecord record, List<IterativeAlgorithm> algorithms,
            Checkpoint checkpoint, RunDescription description, Consumer<RoundReport> watcher) {
        new RunStart(grid, record, algorithms).write(checkpoint, description);
        return new TrainingRun(grid, record.name(), watcher, null);
    }

    /** What the run of a checkpoint started from. */
    public static State startingPoint(Checkpoint checkpoint) {
        return RunStart.startingPoint(checkpoint);
    }

    /**
     * Whether a run goes on in the grid, or has finished there and its result was not fetched. One that failed or stopped
     * there is not meant.
     */
    public static boolean isIn(HazelcastInstance grid, String name) {
        RunRecord record = new GridMaps(grid).runs().get(name);
        return record != null && new GridMaps(grid).datasets().containsKey(record.dataset())
                && (record.status() == RunRecord.Status.FINISHED || workingJob(grid, name) != null);
    }

    private static Job workingJob(HazelcastInstance grid, String name) {
        Job job = grid.getJet().getJob(TrainJob.name(name));
        return JobEnd.goesOn(job) ? job : null;
    }

    /** Watches a run that {@link #isIn} the grid, whoever started it. */
    public static TrainingRun attach(HazelcastInstance grid, String name, Consumer<RoundReport> watcher) {
        return new TrainingRun(grid, name, watcher, workingJob(grid, name));
    }

    /** The algorithms of a run in the grid. */
    public static List<IterativeAlgorithm> algorithms(HazelcastInstance grid, String name) {
        GridMaps maps = new GridMaps(grid);
        return IntStream.range(0, maps.runs().get(name).algorithms())
                .mapToObj(index -> maps.algorithms().get(new AlgorithmKey(name, index))).toList();
    }

    /**
     * Waits for the end.
     *
     * @return the record of the finished run
     * @throws TrainingDivergedException if the parameters left the finite numbers
     * @throws InvalidConfigException if a member with another OpenBLAS kernel joined
     * @throws CancellationException if the run was cancelled
     * @throws GridUnavailableException if the grid went away, or its driver could not write to the store
     * @throws IllegalStateException if the run failed in another way
     */
    public RunRecord await() {
        RunEnd.End end = new RunEnd(this::recordAfterLastReport, this::jobThatGoesOn).of(job);
        RunRecord record = end.record();
        return switch (record.status()) {
            case FINISHED -> record;
            case DIVERGED -> throw new TrainingDivergedException(record.failure());
            case REFUSED -> throw new InvalidConfigException(record.failure());
            case FAILED -> throw new IllegalStateException(record.failure(), end.failure());
            case RUNNING -> throw stopped(record, end.failure());
        };
    }

    private RunRecord recordAfterLastReport(Throwable failure) {
        if (failure == null) {
            try {
                reported.await(LAST_REPORT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
        return lastRecord(failure);
    }

    private Optional<Job> jobThatGoesOn() {
        try {
            return Optional.ofNullable(workingJob(grid, name));
        } catch (RuntimeException e) {
            throw wentAway(e);
        }
    }

    private RuntimeException stopped(RunRecord record, Throwable failure) {
        DriverFailure why = new DriverFailure(failure);
        if (why.isFenced()) {
            return new InvalidConfigException("run %s goes on elsewhere: another driver has taken it over".formatted(name));
        }
        String stopped = "run %s stopped after %d rounds: ".formatted(name, record.round());
        return why.unavailable().<RuntimeException>map(reason -> new GridUnavailableException(stopped + reason, failure))
                .orElseGet(() -> new IllegalStateException(stopped + failure, failure));
    }

    /**
     * The record when the job has ended, read when all members see each other: one that stood still and was given up may answer
     * with what it had in memory, from the middle of the run, when it wakes.
     */
    private RunRecord lastRecord(Throwable failure) {
        try {
            new CommonView(grid).await();
        } catch (CancellationException | GridUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw wentAway(e);
        }
        return record(failure);
    }

    private GridUnavailableException wentAway(RuntimeException e) {
        return new GridUnavailableException("the grid went away during run " + name + ": " + e.getMessage(), e);
    }

    private RunRecord record(Throwable failure) {
        try {
            RunRecord record = maps.runs().get(name);
            if (record != null) {
                return record;
            }
        } catch (RuntimeException e) {
            throw wentAway(e);
        }
        throw new GridUnavailableException("run " + name + " is not in the grid any more: all members went away, or somebody "
                + "else took its model", failure);
    }

    /** Stops the run after the step that it is in; its last committed state stays in the grid. */
    public void cancel() {
        try {
            job.cancel();
            job.join();
        } catch (CancellationException | CompletionException e) {
            // Cancelled, as asked, or ended before.
        } catch (IllegalStateException e) {
            // It had already ended.
        }
    }

    /** Says in the members' store that the run was stopped in good order. */
    public void sayInterrupted() {
        Announcement.interrupted(grid, name);
    }

    /** Where the run stands now. */
    public RunRecord record() {
        return record(null);
    }

    /** Where the shards are: they move when members come and go. */
    public int[] homes() {
        return maps.datasets().get(record().dataset()).homes();
    }

    /** The last committed state. */
    public State state() {
        return new StateStore(maps, name).read(record());
    }

    /** Processors and OpenBLAS kernels of the members that were there at the start, that joined, or that gave statistics. */
    public Set<String> processors() {
        return members.processors();
    }

    /** What each member has done since the start of the run, by its address. */
    public Map<String, MemberStatistics> statistics() {
        return members.statistics();
    }

    /** Until no more reports follow, as the end of the job says, however it ended; not for long if the grid is gone. */
    private void awaitLastReport() {
        try {
            reported.await(LAST_REPORT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes all that a run that has ended left in the grid, and in the members' store what it was to go on from. */
    public void forget() {
        stopWatching();
        new RunCleaner(new GridMaps(grid)).forgetRun(name);
    }

    /** Removes all that the run left in the grid; its dataset stays, and what the members' store has of it. */
    public void leave() {
        stopWatching();
        new RunCleaner(new GridMaps(grid)).leaveRun(name);
    }

    /** Leaves the run as it is. */
    void stopWatching() {
        members.close();
        awaitLastReport();  // or the member that it is read from would warn that what somebody waits for is gone
        reports.removeObserver(observer);
        reports.destroy();
    }
}
