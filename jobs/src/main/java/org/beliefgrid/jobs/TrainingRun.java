package org.beliefgrid.jobs;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.Observable;
import com.hazelcast.jet.function.Observer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.grid.AlgorithmKey;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.MemberStatisticsTask;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;

/** A run of algorithms over a dataset in the grid, as seen from outside: started, watched, cancelled, its result fetched. */
public final class TrainingRun {
    private static final long LAST_REPORT_SECONDS = 5;

    private final HazelcastInstance grid;
    private final GridMaps maps;
    private final String name;
    private final Map<String, MemberStatistics> before;
    private final Observable<RoundReport> reports;
    private final CountDownLatch reported = new CountDownLatch(1);
    private final Job job;

    private TrainingRun(HazelcastInstance grid, String name, Consumer<RoundReport> watcher) {
        this.grid = grid;
        this.name = name;
        maps = new GridMaps(grid);
        before = statisticsOfAll();
        reports = grid.getJet().getObservable(TrainJob.reports(name));
        // How the job ends is told by the run record: here only that no more reports follow.
        reports.addObserver(Observer.of(watcher::accept, error -> reported.countDown(), reported::countDown));
        job = grid.getJet().newJob(TrainJob.pipeline(name), TrainJob.config(name));
    }

    /**
     * Starts a run.
     *
     * @param grid a member or a client
     * @param name of the run, unique in the grid
     * @param dataset already loaded
     * @param algorithms one after the other, each starting from the last state of the one before
     * @param plan what the run was asked for, as text; for whoever looks at it
     * @param watcher gets a report of every round, on another thread; after a fault of the grid a round may be reported twice
     */
    public static TrainingRun start(HazelcastInstance grid, String name, Dataset dataset, List<IterativeAlgorithm> algorithms,
            String plan, Consumer<RoundReport> watcher) {
        GridMaps maps = new GridMaps(grid);
        for (int index = 0; index < algorithms.size(); index++) {
            maps.algorithms().set(new AlgorithmKey(name, index), algorithms.get(index));
        }
        RunRecord record = RunRecord.first(name, dataset.name(), plan, algorithms.size());
        new StateStore(maps, name).writeFirst(record, algorithms.get(0).start(State.EMPTY));
        maps.runs().set(name, record);
        return new TrainingRun(grid, name, watcher);
    }

    /**
     * Waits for the end.
     *
     * @return the record of the finished run
     * @throws TrainingDivergedException if the parameters left the finite numbers
     * @throws CancellationException if the run was cancelled
     * @throws GridUnavailableException if the grid went away
     * @throws IllegalStateException if the run failed in another way
     */
    public RunRecord await() {
        Throwable failure = null;
        try {
            job.join();
            reported.await(LAST_REPORT_SECONDS, TimeUnit.SECONDS);
        } catch (CancellationException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (CompletionException e) {
            failure = e.getCause();
        }
        RunRecord record = record(failure);
        return switch (record.status()) {
            case FINISHED -> record;
            case DIVERGED -> throw new TrainingDivergedException(record.failure());
            case FAILED -> throw new IllegalStateException(record.failure(), failure);
            case RUNNING -> throw new IllegalStateException("run %s stopped after %d rounds: %s".formatted(name, record.round(),
                    failure), failure);
        };
    }

    private RunRecord record(Throwable failure) {
        try {
            RunRecord record = maps.runs().get(name);
            if (record != null) {
                return record;
            }
        } catch (RuntimeException e) {
            throw new GridUnavailableException("the grid went away during run " + name + ": " + e.getMessage(), e);
        }
        throw new GridUnavailableException("run " + name + " is not in the grid any more: all members went away", failure);
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

    /** What each member has done since the start of the run, by its address. */
    public Map<String, MemberStatistics> statistics() {
        Map<String, MemberStatistics> now = statisticsOfAll();
        now.replaceAll((member, statistics) -> before.containsKey(member) ? statistics.since(before.get(member)) : statistics);
        return now;
    }

    private Map<String, MemberStatistics> statisticsOfAll() {
        Map<String, MemberStatistics> all = new TreeMap<>();
        Map<Member, Future<MemberStatistics>> answers = maps.chores().submitToAllMembers(new MemberStatisticsTask());
        for (Future<MemberStatistics> answer : answers.values()) {
            try {
                MemberStatistics statistics = answer.get();
                all.put(statistics.member(), statistics);
            } catch (ExecutionException e) {
                // A member that is leaving has no statistics to give.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
        return all;
    }

    /** Removes all that the run left in the grid; its dataset stays. */
    public void forget() {
        reports.destroy();
        new RunCleaner(new GridMaps(grid)).forgetRun(name);
    }
}
