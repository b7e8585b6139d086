package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Checkpoint;
import org.beliefgrid.store.Location;

/** Some members in this process, joined by real sockets on the loopback interface, and runs driven on them without a job. */
final class TestGrid implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<HazelcastInstance> members = new ArrayList<>();
    private final int partitions;
    private final int trainingThreads;
    private final Location store;
    private final GridSecret secret = GridSecret.random();
    private final MonitoringOptions monitoring;

    TestGrid(int members, int partitions, int trainingThreads, Path folder) throws IOException, InterruptedException {
        this(members, partitions, trainingThreads, folder, MonitoringOptions.NONE);
    }

    TestGrid(int members, int partitions, int trainingThreads, Path folder, MonitoringOptions monitoring) throws IOException,
            InterruptedException {
        this.monitoring = monitoring;
        this.partitions = partitions;
        this.trainingThreads = trainingThreads;
        store = Location.of(folder.toString());
        try {
            for (int i = 0; i < members; i++) {
                join();
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts one more member and waits until partitions have moved and their backups are there. */
    HazelcastInstance join() throws IOException, InterruptedException {
        List<String> addresses = members.stream().map(TestGrid::address).toList();
        HazelcastInstance member = GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, addresses, partitions,
                trainingThreads, store, secret).withMonitoring(monitoring));
        members.add(member);
        awaitSettled();
        return member;
    }

    private static String address(HazelcastInstance member) {
        return "127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort();
    }

    /** Waits until every member sees all others and every partition has its backups. */
    void awaitSettled() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!settled()) {
            assertTrue(System.nanoTime() < deadline, "the grid does not settle");
            Thread.sleep(5);
        }
    }

    /** Waits until what is removed without waiting is gone. */
    void awaitEmpty(Map<?, ?> map) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!map.isEmpty()) {
            assertTrue(System.nanoTime() < deadline, () -> "left: " + map.keySet());
            Thread.sleep(5);
        }
    }

    private boolean settled() {
        for (HazelcastInstance member : members) {
            if (member.getCluster().getMembers().size() != members.size() || !member.getPartitionService().isClusterSafe()) {
                return false;
            }
        }
        return members.get(0).getPartitionService().getPartitions().stream().map(Partition::getOwner).distinct().count()
                == members.size();
    }

    HazelcastInstance member(int index) {
        return members.get(index);
    }

    GridMaps maps() {
        return new GridMaps(members.get(0));
    }

    /** Ends a member without a word to the others. */
    void terminate(int index) {
        members.remove(index).getLifecycleService().terminate();
    }

    /** Ends several members at the same time without a word. */
    void terminateTogether(Set<UUID> uuids) throws InterruptedException {
        List<Thread> endings = new ArrayList<>();
        for (HazelcastInstance member : List.copyOf(members)) {
            if (uuids.contains(member.getLocalEndpoint().getUuid())) {
                members.remove(member);
                endings.add(new Thread(member.getLifecycleService()::terminate));
            }
        }
        endings.forEach(Thread::start);
        for (Thread ending : endings) {
            ending.join();
        }
    }

    /** Ends a member in good order. */
    void shutdown(int index) {
        GridMember.leave(members.remove(index));
    }

    /** Puts a source into the grid, as the load job does. */
    Dataset load(String name, CaseSource source, long seed, int shards) throws IOException {
        return load(name, source, seed, shards, CaseSelection.EVERYTHING);
    }

    /** The same with cases held out, or without some labels. */
    Dataset load(String name, CaseSource source, long seed, int shards, CaseSelection selection) throws IOException {
        GridMaps maps = maps();
        ShardLayout layout = ShardLayout.of(name, seed, source, ShardHomes.deal(members.get(0), shards))
                .withSelection(selection);
        LoadedShard[] loaded = new LoadedShard[shards];
        new ShardLoader(layout, IntStream.range(0, shards).boxed().toList()).load(source, maps.blocks()::set,
                (key, shard) -> loaded[key.shard()] = shard);
        Dataset dataset = layout.dataset(source, BinaryCases.CLASSES, List.of(loaded));
        maps.datasets().set(name, dataset);
        return dataset;
    }

    /** Puts a run into the grid, as whoever starts one does. */
    void startRun(String run, String dataset, List<? extends IterativeAlgorithm> algorithms) {
        startRun(run, dataset, RunRecord.ANY_KERNEL, algorithms);
    }

    /** The same with updates of another width. */
    State finish(String run, String dataset, int updateBits, List<? extends IterativeAlgorithm> algorithms) throws IOException,
            InterruptedException {
        startRun(run, dataset, RunRecord.ANY_KERNEL, updateBits, algorithms);
        try (EpochDriver driver = new EpochDriver(members.get(0), run)) {
            assertFinished(driveToEnd(driver, run));
        }
        return state(run);
    }

    void startRun(String run, String dataset, String kernel, List<? extends IterativeAlgorithm> algorithms) {
        startRun(run, dataset, kernel, TrainingPlan.WHOLE_UPDATES, algorithms);
    }

    void startRun(String run, String dataset, String kernel, int updateBits,
            List<? extends IterativeAlgorithm> algorithms) {
        startRun(RunRecord.first(run, dataset, "", kernel, updateBits, algorithms.size()), algorithms, State.EMPTY);
    }

    /** The same from a state. */
    void startRun(RunRecord record, List<? extends IterativeAlgorithm> algorithms, State initial) {
        write(record, algorithms, initial, algorithms.get(0).start(initial));
    }

    /** Puts a run into the grid that begins from a state of its own. */
    void write(RunRecord record, List<? extends IterativeAlgorithm> algorithms, State initial, State state) {
        ConfirmedWrites writes = new ConfirmedWrites(members.get(0));
        GridMaps maps = maps();
        for (int index = 0; index < algorithms.size(); index++) {
            writes.write(maps.algorithms(), new AlgorithmKey(record.name(), index), algorithms.get(index));
        }
        new StateStore(maps, record.name()).writeStart(record, initial, state, writes);
        writes.writeOver(maps.runs(), record.name(), record);
        writes.confirm("run " + record.name());
    }

    /**
     * Says what a run is, before it begins, so that the members' store gets checkpoints of it.
     *
     * @param dataHash fingerprint of its cases
     * @param every epochs between two checkpoints
     */
    void describe(String run, String dataHash, int every) {
        maps().descriptions().set(run, new RunState(new RunDescription(run, "model", "cases", List.of(), List.of(),
                BinaryCases.CLASSES, dataHash, "", "", "", "", every), RunProgress.BEFORE).text());
    }

    /** Puts a run into the grid that goes on where a checkpoint stands, as the command line does. */
    void goOn(Checkpoint from, String dataset, List<? extends IterativeAlgorithm> algorithms) {
        String run = from.run().description().run();
        RunProgress at = from.run().progress();
        List<Section> layout = algorithms.get(at.algorithm()).layout();
        from.own().forEach(own -> maps().own().set(new OwnKey(run, own.round(), own.shard(), own.section()), own.values()));
        write(RunRecord.goingOn(run, dataset, "", RunRecord.ANY_KERNEL, TrainingPlan.WHOLE_UPDATES, at.algorithms(),
                at.generation(), new RoundOf(at.algorithm(), at.firstRound(), at.round())), algorithms, State.EMPTY,
                new State(layout, from.state().stream().map(Checkpoint.Numbers::values).toList()));
    }

    /** Drives a run until so many of its rounds are done. */
    static void driveTo(EpochDriver driver, int rounds) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int round = -1;
        while (round < rounds - 1) {
            assertTrue(System.nanoTime() < deadline, "the run does not get on");
            EpochDriver.Step step = driver.step();
            assertEquals(EpochDriver.Progress.GOING_ON, step.progress(), "the run ended early");
            round = step.report().map(RoundReport::round).orElse(round);
        }
    }

    /** Drives a run to its end. */
    RunRecord driveToEnd(EpochDriver driver, String run) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (driver.step().progress() == EpochDriver.Progress.GOING_ON) {
            assertTrue(System.nanoTime() < deadline, "the run does not end");
        }
        return maps().runs().get(run);
    }

    /** Drives a run from its start to its end and gives its last state. */
    State finish(String run, String dataset, List<? extends IterativeAlgorithm> algorithms) throws IOException,
            InterruptedException {
        return finish(run, dataset, TrainingPlan.WHOLE_UPDATES, algorithms);
    }

    static void assertFinished(RunRecord record) {
        assertEquals(RunRecord.Status.FINISHED, record.status(), record::failure);
    }

    /** The last committed state of a run. */
    State state(String run) {
        return new StateStore(maps(), run).read(maps().runs().get(run));
    }

    /** How many shards each member owns. */
    Map<Member, Integer> shardsOf(int[] homes) {
        Map<Member, Integer> counts = new HashMap<>();
        for (int home : homes) {
            counts.merge(members.get(0).getPartitionService().getPartition(home).getOwner(), 1, Integer::sum);
        }
        return counts;
    }

    /** Rule 4 of the architecture: every member has shards, as many as any other give or take one. */
    void assertEven(int[] homes) {
        Map<Member, Integer> counts = shardsOf(homes);
        assertEquals(members.size(), counts.size(), counts::toString);
        int most = counts.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        int least = counts.values().stream().min(Comparator.naturalOrder()).orElseThrow();
        assertTrue(most - least <= 1, counts::toString);
    }

    /** What every member did since it started, once they have counted so many tasks. */
    List<MemberStatistics> statistics(long tasks) throws InterruptedException, ExecutionException {
        List<MemberStatistics> found = statistics();
        for (int trial = 0; trial < 1000 && found.stream().mapToLong(MemberStatistics::tasks).sum() < tasks; trial++) {
            Thread.sleep(1);  // a task is counted a moment after its answer has gone out
            found = statistics();
        }
        assertEquals(tasks, found.stream().mapToLong(MemberStatistics::tasks).sum(), found::toString);
        return found;
    }

    /** What every member did since it started. */
    List<MemberStatistics> statistics() throws InterruptedException, ExecutionException {
        List<MemberStatistics> all = new ArrayList<>();
        for (Future<MemberStatistics> answer : maps().chores().submitToAllMembers(new MemberStatisticsTask()).values()) {
            all.add(answer.get());
        }
        return all;
    }

    @Override
    public void close() {
        members.forEach(member -> member.getLifecycleService().terminate());
        members.clear();
    }
}
