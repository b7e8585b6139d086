package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.SerializationConstants;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map.Entry;
import java.util.Random;
import org.beliefgrid.grid.ShardUpdates.Outcome;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.learning.Averaging;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.Covariance;
import org.beliefgrid.learning.DeepAutoencoder;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.RbmPretraining;
import org.beliefgrid.learning.InputStandardisation;
import org.beliefgrid.learning.KMeans;
import org.beliefgrid.learning.KMeansSeeding;
import org.beliefgrid.learning.SoftmaxRegression;
import org.beliefgrid.learning.StartingPoint;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule 7 of the architecture, with the serialisation of a real member: schemas need a running one. */
class SerialisationIT {
    private static final long SEED = TestSeed.VALUE;
    private static TestGrid grid;
    private static InternalSerializationService serialization;

    @BeforeAll
    static void startMember(@TempDir Path folder) throws Exception {
        grid = new TestGrid(1, 7, 1, folder);
        serialization = ((HazelcastInstanceProxy) grid.member(0)).getSerializationService();
    }

    @AfterAll
    static void stopMember() {
        grid.close();
    }

    static List<Object> values() {
        RoundOf round = new RoundOf(1, 3, 5);
        return List.of(new BlockKey("cases", 1, 2, 3), new UpdateKey("run", 1, 2, 3), new StateKey("run", 1, 2, 3, 4),
                new AlgorithmKey("run", 1), new LoadedShard.Key("cases", 1), new LoadedShard(2, 7, "sha256", ""),
                new Block(ValueEncoding.UNSIGNED_BYTES.word(), 0, 2, new byte[4], new byte[2]),
                new ShardUpdate(List.of(new float[3], new float[1]), 2, new double[1]),
                RunRecord.first("run", "cases", "plan", "Haswell", 16, 2),
                new Dataset("cases", 2, 3, 4, 5, new int[1], new int[1], new int[1], new int[1], "sha256"),
                LoadedSource.of(new SourceSpec.Idx("images", "labels", 3), false,
                        new ShardLayout("cases", 1, 2, 3, new int[] {4},
                        new CaseSelection(1, new long[] {2}, new long[] {3}, 4, 5), ValueEncoding.UNSIGNED_BYTES)),
                LoadedSource.of(new SourceSpec.Digits(1, 2, 3), true, new ShardLayout("cases", 1, 2, 3, new int[] {4},
                        CaseSelection.EVERYTHING, ValueEncoding.UNSIGNED_BYTES)),
                LoadedSource.of(new SourceSpec.Table("/rows.csv", new byte[] {1, 2}), true, new ShardLayout("cases", 1, 2, 3,
                        new int[] {4}, CaseSelection.EVERYTHING, ValueEncoding.FLOATS)),
                new RbmPretraining(new int[] {4, 3}, 2, new Averaging(10, 3, 70), 1, true, Pretraining.DEFAULTS),
                new BackPropagation(new int[] {4, 3}, 2, Averaging.everyEpoch(10), 1, false, Pretraining.DEFAULTS,
                        FineTuning.DEFAULTS),
                new HoldingOut(new BackPropagation(new int[] {4, 3}, 2, new Averaging(10, 3, 70), 1, true, Pretraining.DEFAULTS,
                        FineTuning.DEFAULTS), 3),
                new SoftmaxRegression(4, 2, Averaging.everyEpoch(10), 1, false, Units.Visible.GAUSSIAN, FineTuning.DEFAULTS,
                        new float[] {1, 2}), new KMeansSeeding(4, 3, 2, 1, true), new KMeans(4, 3, 300, 0, true),
                new DeepAutoencoder(new int[] {4, 2}, Averaging.everyEpoch(10), 1, Units.BERNOULLI, FineTuning.DEFAULTS),
                new Covariance(4, false, new String[] {"weights"}, new int[] {3}),
                new StartingPoint(new String[] {"weights"}, new int[] {3}), new InputStandardisation(4), new ColumnMean(1),
                new HeldMachine(new RbmPretraining(new int[] {4, 3}, 0, new Averaging(10, 3, 70), 1, true,
                        Pretraining.DEFAULTS), 2),
                new TroubledWalk(1, 2, 3), task(round), new ForgetRunTask("run", true), DescribeRunTask.takeBack("run"),
                new LeaveNotice("b0a7"), new DealShardsTask(3), SightTask.whomDoYouSee(), new SettledTask(),
                new MissingClassTask(new String[] {"org.example.None"}), new MemberStatisticsTask(),
                new MemberStatistics("127.0.0.1:5701", "amd64, Haswell", "Haswell", 1, 2, 3),
                new RoundReport(new RoundStage(1, "walk", 2, 1, 2, true),
                        List.of(new Figure("loss", 0.5), new Figure("steps", 1, "%")),
                        new RoundWork(10, 0.1, 1234, List.of(new ShardWork(0, "127.0.0.1:5701", "127.0.0.1:5702", 0.05, 1),
                                new ShardWork(2, "127.0.0.1:5701", "127.0.0.1:5701", 0.07, 0)))),
                new ShardAnswer(new float[1], "127.0.0.1:5701", "127.0.0.1:5702", 0.05, 1, 2), new OwnKey("run", 1, 2, 3),
                ShardUpdates.prototype(new int[] {1}, new int[] {0}, 1));
    }

    private static ShardEpochTask task(RoundOf round) {
        return new ShardEpochTask("run", "cases", "Haswell", round, 1, 2, true);
    }

    @ParameterizedTest
    @MethodSource("values")
    void noValueCrossesTheGridByJavaSerialisation(Object value) {
        Data data = serialization.toData(value);
        assertEquals(SerializationConstants.TYPE_COMPACT, data.getType(), () -> value.getClass().toString());
        assertNotEquals(SerializationConstants.JAVA_DEFAULT_TYPE_SERIALIZABLE, data.getType());
        Object copy = serialization.toObject(data);
        assertEquals(value.getClass(), copy.getClass());
        // Records with arrays have no equality of their own; the bytes have.
        assertArrayEquals(data.toByteArray(), serialization.toData(copy).toByteArray());
    }

    @Test
    void arraysOfNumbersCrossTheGridAsThemselves() {
        assertEquals(SerializationConstants.CONSTANT_TYPE_FLOAT_ARRAY, serialization.toData(new float[2]).getType());
    }

    @Test
    void theAveragerGivesTheSameWithTheWireInBetween() {
        Random random = new Random(SEED);
        int[] lengths = {20, 3};
        int[] exponents = {4, 0};
        List<Entry<UpdateKey, ShardUpdate>> entries = ShardUpdates.random(random, 11, lengths, exponents);
        long cases = ShardUpdates.totalCases(entries);
        AggregatorConformance<Entry<UpdateKey, ShardUpdate>, MeanUpdate, Outcome> conformance = new AggregatorConformance<>(
                () -> ShardUpdates.prototype(lengths, exponents, cases), SerialisationIT::overTheWire, Outcome::of);
        Outcome outcome = conformance.check(entries, random);
        MeanUpdate direct = ShardUpdates.prototype(lengths, exponents, cases);
        entries.forEach(direct::accumulate);
        assertEquals(Outcome.of(direct), outcome);
    }

    @Test
    void sumsOfSixteenBitsTakeAQuarterOnTheWireAndComeBackWhole() {
        float[] values = new float[10_000];
        Random random = new Random(SEED);
        float largest = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            largest = Math.max(largest, Math.abs(values[i]));
        }
        MeanUpdate exact = ShardUpdates.prototype(new int[] {values.length}, new int[] {3}, 2);
        MeanUpdate narrow = ShardUpdates.narrow(new int[] {values.length}, new float[] {largest}, 2, 2);
        for (MeanUpdate mean : List.of(exact, narrow)) {
            mean.accumulate(ShardUpdates.entry(0, 1, values));
            mean.accumulate(ShardUpdates.entry(1, 1, values));
            assertEquals(Outcome.of(mean), Outcome.of(overTheWire(mean)));
        }
        int exactBytes = serialization.toData(exact).toByteArray().length;
        int narrowBytes = serialization.toData(narrow).toByteArray().length;
        assertTrue(narrowBytes < 0.3 * exactBytes, narrowBytes + " of " + exactBytes + " bytes");
    }

    @Test
    void divergenceCrossesTheWireToo() {
        MeanUpdate mean = ShardUpdates.prototype(new int[] {2}, new int[] {0}, 2);
        mean.accumulate(ShardUpdates.entry(3, 1, new float[] {0, Float.NaN}));
        MeanUpdate copy = overTheWire(mean);
        assertTrue(copy.diverged());
        assertEquals(Outcome.of(mean), Outcome.of(copy));
    }

    /** What a member would get if the prototype carried its sums: megabytes for nothing. */
    @Test
    void thePrototypeIsSmallOnTheWire() {
        int bytes = serialization.toData(ShardUpdates.prototype(new int[] {1_000_000}, new int[] {0}, 1)).toByteArray().length;
        assertTrue(bytes < 1000, bytes + " bytes");
    }

    @Test
    void blocksAndUpdatesOfAShardLieInThePartitionWhereItsEpochsRun() {
        for (int home = 0; home < 50; home++) {
            int partition = partition(home);
            assertEquals(partition, partition(new BlockKey("cases", 3, 1, home)));
            assertEquals(partition, partition(new UpdateKey("run", 12, 3, home)));
        }
    }

    private static int partition(Object key) {
        return grid.member(0).getPartitionService().getPartition(key).getPartitionId();
    }

    private static MeanUpdate overTheWire(MeanUpdate mean) {
        return serialization.toObject(serialization.toData(mean));
    }
}
