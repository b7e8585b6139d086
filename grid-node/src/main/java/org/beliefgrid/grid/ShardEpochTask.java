package org.beliefgrid.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.beliefgrid.grid.monitoring.SentBytes;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;
import org.beliefgrid.math.BlasKernel;

/**
 * One shard's round, at the shard's key owner: read, learn, write. Safe to run twice: the same round, shard and state give
 * the same bits, and they go under the same key.
 */
final class ShardEpochTask implements Callable<ShardAnswer>, HazelcastInstanceAware {
    private final String run;
    private final String dataset;
    private final String kernel;
    private final RoundOf of;
    private final int shard;
    private final int home;
    private final boolean increments;
    private transient HazelcastInstance member;

    /**
     * @param run name of the run
     * @param dataset name of the dataset
     * @param kernel OpenBLAS kernel that the member must have, or {@link RunRecord#ANY_KERNEL}
     * @param of the round to run
     * @param shard the shard to learn from
     * @param home partition key of the shard in this round: the result is written under it
     * @param increments whether the update is what the shard added to the round's start, instead of what came out
     */
    ShardEpochTask(String run, String dataset, String kernel, RoundOf of, int shard, int home,
            boolean increments) {
        this.run = run;
        this.dataset = dataset;
        this.kernel = kernel;
        this.of = of;
        this.shard = shard;
        this.home = home;
        this.increments = increments;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public ShardAnswer call() throws Exception {
        requireKernel();
        long begin = System.nanoTime();
        long sentBefore = SentBytes.of(member).total();
        float[] largest = learn();
        String owner = address(member.getPartitionService().getPartition(home).getOwner());
        return new ShardAnswer(largest, address(member.getCluster().getLocalMember()), owner, (System.nanoTime() - begin) / 1e9,
                sentBefore, SentBytes.of(member).total());
    }

    /** @return of a partition that has no owner at the moment, nothing */
    static String address(Member of) {
        return of == null ? "" : of.getAddress().getHost() + ":" + of.getAddress().getPort();
    }

    /** @return the largest magnitude of each section of the update, if it is made of increments */
    private float[] learn() throws Exception {
        GridMaps maps = new GridMaps(member);
        PreparedShards prepared = PreparedShards.of(member);
        AlgorithmKey key = new AlgorithmKey(run, of.algorithm());
        IterativeAlgorithm learner = prepared.algorithm(key, () -> Required.value(maps.algorithms().get(key), key.toString()),
                name -> goesOn(maps.runs().get(name)));
        State start = WeightsGate.of(member).await(run, of, learner.layout());
        ShardCases cases = prepared.shard(key, shard, () -> read(maps),
                loaded -> learner.prepare(loaded, start));
        ShardResult result = learner.shardEpoch(cases, withOwn(start, learner, cases, maps),
                new RoundPlace(of.round(), learner.epoch(of.index()), of.index() % learner.roundsAnEpoch(), shard));
        if (!result.own().isEmpty()) {
            keep(result.own(), learner, cases, maps);
        }
        float[] largest = increments ? subtract(start.averaged(), result.averaged()) : new float[0];
        maps.updates().executeOnKey(new UpdateKey(run, of.round(), shard, home),
                new PutUpdate(new ShardUpdate(result.averaged(), result.cases(), result.statistics())));
        return largest;
    }

    private ShardCases read(GridMaps maps) {
        try {
            return ShardReader.read(maps.blocks(), dataset(maps), shard);
        } catch (MissingBlockException e) {
            try {
                LostBlocks.of(member).restore(dataset, shard);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            return ShardReader.read(maps.blocks(), dataset(maps), shard);
        }
    }

    /** Adds what the shard kept for itself in the round before this one that it took part in. */
    private State withOwn(State start, IterativeAlgorithm learner, ShardCases cases, GridMaps maps) {
        List<Section> own = learner.own();
        if (own.isEmpty() || IntStream.range(0, of.index()).noneMatch(index -> takesPart(learner, cases, index))) {
            return start;
        }
        State.Builder state = new State.Builder();
        start.sections().forEach(section -> state.add(section, start.get(section.name())));
        for (int section = 0; section < own.size(); section++) {
            OwnKey key = new OwnKey(run, of.round(), shard, section);
            state.add(own.get(section), Required.value(maps.own().get(key), key.toString()));
        }
        return state.build();
    }

    /** Keeps what is the shard's own for the next round that it takes part in. */
    private void keep(List<float[]> own, IterativeAlgorithm learner, ShardCases cases, GridMaps maps) {
        int next = IntStream.range(of.index() + 1, learner.rounds()).filter(index -> takesPart(learner, cases, index))
                .findFirst().orElse(of.index() + 1);
        for (int section = 0; section < own.size(); section++) {
            maps.own().set(new OwnKey(run, of.firstRound() + next, shard, section), own.get(section));
        }
    }

    private static boolean takesPart(IterativeAlgorithm learner, ShardCases cases, int index) {
        return learner.takesPart(cases.cases(), cases.labelled().length, cases.heldOut(), index);
    }

    /**
     * Leaves only the increments.
     *
     * @return their largest magnitude, section by section; NaN if one is
     */
    private static float[] subtract(List<float[]> start, List<float[]> learned) {
        float[] largest = new float[learned.size()];
        for (int section = 0; section < largest.length; section++) {
            float[] from = start.get(section);
            float[] values = learned.get(section);
            for (int i = 0; i < values.length; i++) {
                values[i] -= from[i];
                largest[section] = Math.max(largest[section], Math.abs(values[i]));
            }
        }
        return largest;
    }

    private static boolean goesOn(RunRecord record) {
        return record != null && record.status() == RunRecord.Status.RUNNING;
    }

    private Dataset dataset(GridMaps maps) {
        return Required.value(maps.datasets().get(dataset), "dataset " + dataset);
    }

    private void requireKernel() {
        String found = BlasKernel.ofThisProcess().core();
        if (!kernel.equals(RunRecord.ANY_KERNEL) && !kernel.equals(found)) {
            throw new OtherKernelException(address(member.getCluster().getLocalMember()), found, kernel);
        }
    }

    /** The task on the wire. */
    public static final class Serializer implements CompactSerializer<ShardEpochTask> {
        @Override
        public ShardEpochTask read(CompactReader reader) {
            RoundOf of = new RoundOf(reader.readInt32("algorithm"), reader.readInt32("firstRound"), reader.readInt32("round"));
            return new ShardEpochTask(reader.readString("run"), reader.readString("dataset"), reader.readString("kernel"), of,
                    reader.readInt32("shard"), reader.readInt32("home"), reader.readBoolean("increments"));
        }

        @Override
        public void write(CompactWriter writer, ShardEpochTask task) {
            writer.writeString("run", task.run);
            writer.writeString("dataset", task.dataset);
            writer.writeString("kernel", task.kernel);
            writer.writeInt32("algorithm", task.of.algorithm());
            writer.writeInt32("firstRound", task.of.firstRound());
            writer.writeInt32("round", task.of.round());
            writer.writeInt32("shard", task.shard);
            writer.writeInt32("home", task.home);
            writer.writeBoolean("increments", task.increments);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.ShardEpochTask";
        }

        @Override
        public Class<ShardEpochTask> getCompactClass() {
            return ShardEpochTask.class;
        }
    }
}
