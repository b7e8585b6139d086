package org.beliefgrid.jobs;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.Observable;
import com.hazelcast.jet.function.Observer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.grid.AlgorithmKey;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.MemberStatisticsTask;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run of algorithms over a dataset in the grid, as seen from outside: started, watched, cancelled, its result fetched. */
public final class TrainingRun {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRun.class);
    private static final long LAST_REPORT_SECONDS = 5;

    private final HazelcastInstance grid;
    private final GridMaps maps;
    private final String name;
    private final Map<String, MemberStatistics> before;
    private final Set<String> processors = new ConcurrentSkipListSet<>();
    private final UUID newcomers;
    private final Observable<RoundReport> reports;
    private final UUID observer;
    private final CountDownLatch reported = new CountDownLatch(1);
    private final Job job;

    private TrainingRun(HazelcastInstance grid, String name, Consumer<RoundReport> watcher) {
        this.grid = grid;
        this.name = name;
        maps = new GridMaps(grid);
        newcomers = grid.getCluster().addMembershipListener(new MembershipAdapter() {
            @Override
            public void memberAdded(MembershipEvent event) {
                note(event.getMember());
            }
        });
        before = statisticsOfAll();
        reports = grid.getJet().getObservable(TrainJob.reports(name));
        // How the job ends is told by the run record: here only that no more reports follow.
        observer = reports.addObserver(Observer.of(watcher::accept, error -> reported.countDown(), reported::countDown));
        job = grid.getJet().newJob(TrainJob.pipeline(name), TrainJob.config(name));
    }

    /**
     * Starts a run.
     *
     * @param grid a member or a client
     * @param first the record of the run, whose name is unique in the grid and whose dataset is loaded already
     * @param algorithms one after the other, each starting from the last state of the one before
     * @param initial what algorithms start from besides that: sections that they have; {@link State#EMPTY} to start anew
     * @param watcher gets a report of every round, on another thread; after a fault of the grid a round may be reported twice
     */
    public static TrainingRun start(HazelcastInstance grid, RunRecord first, List<IterativeAlgorithm> algorithms,
            State initial, Consumer<RoundReport> watcher) {
        GridMaps maps = new GridMaps(grid);
        String name = first.name();
        for (int index = 0; index < algorithms.size(); index++) {
            maps.algorithms().set(new AlgorithmKey(name, index), algorithms.get(index));
        }
        StateStore states = new StateStore(maps, name);
        states.writeStartingPoint(initial);
        states.writeFirst(first, algorithms.get(0).start(initial));
        maps.runs().set(name, first);
        return new TrainingRun(grid, name, watcher);
    }

    /**
     * Waits for the end.
     *
     * @return the record of the finished run
     * @throws TrainingDivergedException if the parameters left the finite numbers
     * @throws InvalidConfigException if a member with another OpenBLAS kernel joined
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
            case REFUSED -> throw new InvalidConfigException(record.failure());
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

    /** Processors and OpenBLAS kernels of the members that were there at the start, that joined, or that gave statistics. */
    public Set<String> processors() {
        return Set.copyOf(processors);
    }

    /** What each member has done since the start of the run, by its address. */
    public Map<String, MemberStatistics> statistics() {
        Map<String, MemberStatistics> now = statisticsOfAll();
        now.replaceAll((member, statistics) -> before.containsKey(member) ? statistics.since(before.get(member)) : statistics);
        return now;
    }

    private Map<String, MemberStatistics> statisticsOfAll() {
        Map<String, MemberStatistics> all = MemberReports.of(grid);
        all.values().forEach(statistics -> processors.add(statistics.processor()));
        return all;
    }

    /** Asks a member that has just joined: it may have left again when the run ends. */
    private void note(Member newcomer) {
        maps.chores().submitToMember(new MemberStatisticsTask(), newcomer, new ExecutionCallback<>() {
            @Override
            public void onResponse(MemberStatistics statistics) {
                processors.add(statistics.processor());
            }

            @Override
            public void onFailure(Throwable failure) {
                LOGGER.info("member {} does not say which kernel it has: {}", newcomer.getAddress(), failure.toString());
            }
        });
    }

    /** Until no more reports follow, as the end of the job says, however it ended; not for long if the grid is gone. */
    private void awaitLastReport() {
        try {
            reported.await(LAST_REPORT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes all that the run left in the grid; its dataset stays. */
    public void forget() {
        grid.getCluster().removeMembershipListener(newcomers);
        awaitLastReport();  // or the member that it is read from would warn that what somebody waits for is gone
        reports.removeObserver(observer);
        reports.destroy();
        new RunCleaner(new GridMaps(grid)).forgetRun(name);
    }
}
