package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.KMeans;
import org.beliefgrid.learning.KMeansSeeding;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** k-means against scikit-learn from the same start, and the seeding against its definition. */
class KMeansTest {
    private static final int[] START = {0, 60, 130};
    private static final double TOLERANCE = 2e-6;

    private static State from(float[] centroids) {
        return new State(List.of(new Section(KMeans.CENTROIDS, centroids.length, Section.Role.FROZEN)), List.of(centroids));
    }

    private static State run(KMeans algorithm, float[] centroids, List<ShardCases> shards) {
        State state = algorithm.start(from(centroids));
        for (int round = 0; !algorithm.finished(state, round); round++) {
            int now = round;
            State start = state;
            List<ShardResult> results = IntStream.range(0, shards.size()).mapToObj(shard -> algorithm.shardEpoch(
                    shards.get(shard), start, new RoundPlace(now, now, shard))).toList();
            state = algorithm.afterAveraging(state, PlainLoop.mean(state.averaged(), results), round);
        }
        return state;
    }

    @ParameterizedTest(name = "{0} shards")
    @ValueSource(ints = {1, 7})
    void fromTheSameStartItEndsWhereScikitLearnEnds(int shards) {
        double[][] rows = IrisTables.read("iris.csv");
        float[] start = new float[START.length * IrisTables.UNITS];
        for (int i = 0; i < start.length; i++) {
            start[i] = (float) rows[START[i / IrisTables.UNITS]][i % IrisTables.UNITS];
        }
        State last = run(new KMeans(IrisTables.UNITS, START.length, 300, 0, false), start, IrisTables.shards(shards));
        double[][] expected = IrisTables.read("k-means.csv");
        for (int i = 0; i < start.length; i++) {
            assertEquals(expected[i / IrisTables.UNITS][i % IrisTables.UNITS], last.get(KMeans.CENTROIDS)[i], TOLERANCE);
        }
        double[] inertiaAndShares = IrisTables.read("k-means-inertia.csv")[0];
        assertEquals(inertiaAndShares[0], last.get(KMeans.PROGRESS)[1], TOLERANCE);
        for (int cluster = 0; cluster < START.length; cluster++) {
            assertEquals(inertiaAndShares[1 + cluster], last.get(KMeans.SHARES)[cluster], TOLERANCE);
        }
    }

    @Test
    void aCaseInTheMiddleBelongsToTheFirstAndAnEmptyClusterStaysWhereItIs() {
        ShardCases cases = ShardCases.ofFloats(1, new float[] {0, 1, 2}, new int[3]);
        KMeans algorithm = new KMeans(1, 3, 1, 0, false);
        State last = run(algorithm, new float[] {0, 2, 100}, List.of(cases));
        assertArrayEquals(new float[] {0.5f, 2, 100}, last.get(KMeans.CENTROIDS), 1e-6f);
        assertEquals(1, KMeans.empty(last.get(KMeans.SHARES)));
        Mean mean = new Mean(List.of(new float[3], last.get(KMeans.SHARES)), 3, new double[] {1});
        assertTrue(algorithm.figures(mean, 0).contains(new Figure("empty clusters", 1)));
    }

    @Test
    void itEndsWhenNoCentroidMovesAndAtTheLatestAfterItsRounds() {
        ShardCases cases = ShardCases.ofFloats(1, new float[] {0, 1, 10, 11}, new int[4]);
        KMeans algorithm = new KMeans(1, 2, 50, 0, false);
        State last = run(algorithm, new float[] {0, 1}, List.of(cases));
        assertArrayEquals(new float[] {0.5f, 10.5f}, last.get(KMeans.CENTROIDS), 1e-6f);
        assertEquals(0, last.get(KMeans.PROGRESS)[0]);
        State stopped = run(new KMeans(1, 2, 1, 0, false), new float[] {0, 1}, List.of(cases));
        assertTrue(stopped.get(KMeans.PROGRESS)[0] > 0);
    }

    /** Groups so far apart that their squared distances leave no chance to a second case of a group. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theSeedingDrawsFromEveryGroupThatIsFarFromTheOthers(long seed) {
        int groups = 5;
        Random random = new Random(seed);
        List<ShardCases> shards = new ArrayList<>();
        for (int shard = 0; shard < 3; shard++) {
            float[] values = new float[2 * 40];
            for (int i = 0; i < 40; i++) {
                values[2 * i] = random.nextInt(groups) * 20 + (float) random.nextGaussian() * 1e-4f;
                values[2 * i + 1] = (float) random.nextGaussian() * 1e-4f;
            }
            shards.add(ShardCases.ofFloats(2, values, new int[40]));
        }
        State last = PlainLoop.run(List.of(new KMeansSeeding(2, groups, 3, seed, false)), shards);
        Set<Integer> drawn = new HashSet<>();
        for (int centroid = 0; centroid < groups; centroid++) {
            drawn.add(Math.round(last.get(KMeans.CENTROIDS)[2 * centroid] / 20));
        }
        assertEquals(groups, drawn.size(), drawn::toString);
    }

    /** The second centroid of the cases 0, 0, 1 and 3 is 3 with a probability of 9 to 1 if the first is 0. */
    @Test
    void theSecondCentroidIsDrawnBySquaredDistance() {
        int threes = 0;
        int ofZero = 0;
        List<ShardCases> shards = List.of(ShardCases.ofFloats(1, new float[] {0, 3}, new int[2]),
                ShardCases.ofFloats(1, new float[] {0, 1}, new int[2]));
        for (long seed = 1; seed <= 2000; seed++) {
            float[] drawn = PlainLoop.run(List.of(new KMeansSeeding(1, 2, 2, seed, false)), shards).get(KMeans.CENTROIDS);
            ofZero += drawn[0] == 0 ? 1 : 0;
            threes += drawn[0] == 0 && Math.abs(drawn[1] - 3) < 1e-6 ? 1 : 0;
        }
        assertEquals(0.5, ofZero / 2000.0, 0.05, "the first is drawn evenly");
        assertEquals(0.9, threes / (double) ofZero, 0.04, "the second by squared distance");
    }

    @Test
    void fewerDifferentCasesThanClustersLeaveClustersEmpty() {
        List<ShardCases> shards = List.of(ShardCases.ofFloats(1, new float[] {1, 1, 0.5f}, new int[3]));
        State last = PlainLoop.run(List.of(new KMeansSeeding(1, 4, 1, 7, false), new KMeans(1, 4, 20, 0, false)), shards);
        assertTrue(KMeans.empty(last.get(KMeans.SHARES)) >= 2);
        assertEquals(0, last.get(KMeans.PROGRESS)[1], 1e-12);
    }
}
