package org.beliefgrid.math;

import static org.beliefgrid.math.TestSeed.SEED;
import static org.beliefgrid.math.TestSeed.replay;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statistical bounds leave a right generator one chance in a million to fail: five standard deviations (6e-7, both sides)
 * where the sum is normal, {@link ChiSquare} where bins are counted.
 */
class CounterStreamTest {
    private static final int DRAWS = 1_000_000;
    private static final int BINS = 256;
    private static final double DEVIATIONS = 5;
    private static final CounterStream STREAM = new CounterStream(SEED, Purpose.HIDDEN_STATES, 3, 5, 7);

    static LongStream seeds() {
        return LongStream.of(0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, SEED, -SEED).distinct();
    }

    // Distribution.

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void floatsFillAllBinsAlikeByTheirFirstAndByTheirLastBits(long seed) {
        float[] draws = floats(CounterStream.of(seed, Purpose.VISIBLE_STATES), DRAWS);
        long[] byFirstBits = new long[BINS];
        long[] byLastBits = new long[BINS];
        for (float draw : draws) {
            byFirstBits[(int) (draw * BINS)]++;
            byLastBits[(int) (draw * 0x1.0p24f) % BINS]++;
        }
        ChiSquare.assertEquallyLikely(byFirstBits, "first bits, seed " + seed);
        ChiSquare.assertEquallyLikely(byLastBits, "last bits, seed " + seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void doublesFillAllBinsAlikeByTheirFirstAndByTheirLastBits(long seed) {
        CounterStream stream = CounterStream.of(seed, Purpose.DRAWING);
        long[] byFirstBits = new long[BINS];
        long[] byLastBits = new long[BINS];
        for (int i = 0; i < DRAWS; i++) {
            double draw = stream.uniform(i);
            byFirstBits[(int) (draw * BINS)]++;
            byLastBits[(int) ((long) (draw * 0x1.0p53) % BINS)]++;
        }
        ChiSquare.assertEquallyLikely(byFirstBits, "first bits, seed " + seed);
        ChiSquare.assertEquallyLikely(byLastBits, "last bits, seed " + seed);
    }

    @Test
    void floatsAreMultiplesOfTwoToTheMinus24BelowOne() {
        for (float draw : floats(STREAM, DRAWS)) {
            assertTrue(draw >= 0 && draw < 1 && draw * 0x1.0p24f == (int) (draw * 0x1.0p24f), () -> replay("draw " + draw));
        }
    }

    @Test
    void doublesAreMultiplesOfTwoToTheMinus53BelowOne() {
        for (int i = 0; i < DRAWS; i++) {
            double draw = STREAM.uniform(i);
            assertTrue(draw >= 0 && draw < 1 && draw * 0x1.0p53 == (long) (draw * 0x1.0p53), () -> replay("draw " + draw));
        }
    }

    @Test
    void everyBitIsSetInHalfOfTheDraws() {
        long[] set = new long[Long.SIZE];
        for (int i = 0; i < DRAWS; i++) {
            long bits = STREAM.bits(i);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                set[bit] += bits >>> bit & 1;
            }
        }
        for (int bit = 0; bit < Long.SIZE; bit++) {
            ChiSquare.assertEquallyLikely(new long[] {set[bit], DRAWS - set[bit]}, "bit " + bit);
        }
    }

    @Test
    void gaussianDrawsHaveMeanZeroAndDeviationOne() {
        double sum = 0;
        double squares = 0;
        double cubes = 0;
        for (int i = 0; i < DRAWS; i++) {
            double draw = STREAM.gaussian(i);
            sum += draw;
            squares += draw * draw;
            cubes += draw * draw * draw;
        }
        assertEquals(0, sum / DRAWS, DEVIATIONS * Math.sqrt(1.0 / DRAWS), replay("mean"));
        assertEquals(1, squares / DRAWS, DEVIATIONS * Math.sqrt(2.0 / DRAWS), replay("variance"));
        assertEquals(0, cubes / DRAWS, DEVIATIONS * Math.sqrt(15.0 / DRAWS), replay("skewness"));
    }

    @ParameterizedTest(name = "beyond {0} deviations lies a share of {1}")
    @MethodSource("tailsOfTheNormalDistribution")
    void gaussianDrawsHaveTheTailsOfTheNormalDistribution(double limit, double share) {
        long above = 0;
        long below = 0;
        for (int i = 0; i < DRAWS; i++) {
            double draw = STREAM.gaussian(i);
            above += draw > limit ? 1 : 0;
            below += draw < -limit ? 1 : 0;
        }
        // Rare draws are counted by Poisson's law, whose tail is a little heavier: one draw more.
        double tolerance = 1 + DEVIATIONS * Math.sqrt(DRAWS * share * (1 - share));
        assertEquals(DRAWS * share, above, tolerance, replay("above " + limit));
        assertEquals(DRAWS * share, below, tolerance, replay("below -" + limit));
    }

    /** One tail, from tables of the normal distribution. */
    static Stream<Arguments> tailsOfTheNormalDistribution() {
        return Stream.of(Arguments.of(0.0, 0.5), Arguments.of(1.0, 0.158655254), Arguments.of(2.0, 0.022750132),
                Arguments.of(3.0, 0.001349898), Arguments.of(4.0, 0.0000316712));
    }

    @Test
    void neighbouringGaussianDrawsAreUncorrelated() {
        assertUncorrelated("gaussian draws one apart", STREAM::gaussian, i -> STREAM.gaussian(i + 1), 200_000);
    }

    @ParameterizedTest(name = "below {0}")
    @ValueSource(ints = {2, 3, 7, 1000})
    void integersBelowABoundAreEquallyLikely(int bound) {
        long[] counts = new long[bound];
        for (int i = 0; i < DRAWS; i++) {
            counts[STREAM.below(i, bound)]++;
        }
        ChiSquare.assertEquallyLikely(counts, "below " + bound);
    }

    @Test
    void belowOneThereIsOnlyZero() {
        for (int i = 0; i < 1000; i++) {
            assertEquals(0, STREAM.below(i, 1));
        }
    }

    @Test
    void theLargestBoundIsFilledToItsEnds() {
        long[] counts = new long[BINS];
        for (int i = 0; i < DRAWS; i++) {
            int draw = STREAM.below(i, Integer.MAX_VALUE);
            assertTrue(draw >= 0 && draw < Integer.MAX_VALUE, () -> replay("draw " + draw));
            counts[draw >>> 23]++;
        }
        ChiSquare.assertEquallyLikely(counts, "below 2^31 - 1");
    }

    // Permutations.

    @ParameterizedTest(name = "{0} cases")
    @ValueSource(ints = {0, 1, 2, 3, 100, 6000, 60_000})
    void aPermutationHasEveryNumberOnce(int count) {
        int[] sorted = STREAM.permutation(count);
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(0, count).toArray(), sorted);
    }

    @Test
    void everyNumberIsEquallyLikelyAtEveryPosition() {
        int count = 6;
        long[][] counts = new long[count][count];
        for (int miniBatch = 0; miniBatch < 60_000; miniBatch++) {
            int[] order = STREAM.atMiniBatch(miniBatch).permutation(count);
            for (int position = 0; position < count; position++) {
                counts[position][order[position]]++;
            }
        }
        for (int position = 0; position < count; position++) {
            ChiSquare.assertEquallyLikely(counts[position], "position " + position);
        }
    }

    @Test
    void allOrdersAreEquallyLikely() {
        long[] counts = new long[5 * 4 * 3 * 2];
        for (int round = 0; round < 120_000; round++) {
            int[] order = new CounterStream(SEED, Purpose.CASE_ORDER, round, 2, 0).permutation(5);
            counts[indexOfOrder(order)]++;
        }
        ChiSquare.assertEquallyLikely(counts, "orders of 5");
    }

    @Test
    void everyRoundHasAnotherOrder() {
        assertNotEquals(Arrays.toString(new CounterStream(SEED, Purpose.CASE_ORDER, 0, 0, 0).permutation(100)),
                Arrays.toString(new CounterStream(SEED, Purpose.CASE_ORDER, 1, 0, 0).permutation(100)));
    }

    /** Lehmer code of an order: how many later numbers are smaller, in the factorial number system. */
    private static int indexOfOrder(int[] order) {
        int index = 0;
        for (int i = 0; i < order.length; i++) {
            int smaller = 0;
            for (int later = i + 1; later < order.length; later++) {
                smaller += order[later] < order[i] ? 1 : 0;
            }
            index = index * (order.length - i) + smaller;
        }
        return index;
    }

    // Independence.

    static Stream<Arguments> streamsThatDifferInOneCoordinate() {
        return Stream.of(
                Arguments.of("seed + 1", new CounterStream(SEED + 1, Purpose.HIDDEN_STATES, 3, 5, 7)),
                Arguments.of("negative seed", new CounterStream(-SEED, Purpose.HIDDEN_STATES, 3, 5, 7)),
                Arguments.of("inverted seed", new CounterStream(~SEED, Purpose.HIDDEN_STATES, 3, 5, 7)),
                Arguments.of("seed with another high word", new CounterStream(SEED ^ 1L << 32, Purpose.HIDDEN_STATES, 3, 5, 7)),
                Arguments.of("purpose", new CounterStream(SEED, Purpose.VISIBLE_STATES, 3, 5, 7)),
                Arguments.of("round", new CounterStream(SEED, Purpose.HIDDEN_STATES, 4, 5, 7)),
                Arguments.of("shard", new CounterStream(SEED, Purpose.HIDDEN_STATES, 3, 6, 7)),
                Arguments.of("mini-batch", new CounterStream(SEED, Purpose.HIDDEN_STATES, 3, 5, 8)),
                Arguments.of("round and shard exchanged", new CounterStream(SEED, Purpose.HIDDEN_STATES, 5, 3, 7)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streamsThatDifferInOneCoordinate")
    void streamsThatDifferInOneCoordinateAreUncorrelated(String difference, CounterStream other) {
        float[] one = floats(STREAM, DRAWS);
        float[] two = floats(other, DRAWS);
        assertUncorrelated(difference, i -> one[i], i -> two[i], DRAWS);
        assertUncorrelated(difference + ", shifted by one draw", i -> one[i], i -> two[i + 1], DRAWS - 1);
        assertUncorrelated(difference + ", shifted by one block", i -> one[i + 4], i -> two[i], DRAWS - 4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streamsThatDifferInOneCoordinate")
    void streamsThatDifferInOneCoordinateShareHalfOfTheirBits(String difference, CounterStream other) {
        int draws = 100_000;
        long different = 0;
        for (int i = 0; i < draws; i++) {
            different += Long.bitCount(STREAM.bits(i) ^ other.bits(i));
        }
        ChiSquare.assertEquallyLikely(new long[] {different, (long) draws * Long.SIZE - different}, difference);
    }

    @ParameterizedTest(name = "{0} apart")
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 500, 784})
    void drawsOfOneStreamAreUncorrelated(int distance) {
        float[] draws = floats(STREAM, DRAWS);
        assertUncorrelated(distance + " apart", i -> draws[i], i -> draws[i + distance], DRAWS - distance);
    }

    @Test
    void theFirstDrawsOfManyStreamsAreUniform() {
        long[] counts = new long[BINS];
        float[] first = new float[1];
        for (int round = 0; round < 100; round++) {
            for (int shard = 0; shard < 16; shard++) {
                for (int miniBatch = 0; miniBatch < 60; miniBatch++) {
                    new CounterStream(SEED, Purpose.HIDDEN_STATES, round, shard, miniBatch).uniform(0, first, 1);
                    counts[(int) (first[0] * BINS)]++;
                }
            }
        }
        ChiSquare.assertEquallyLikely(counts, "first draws");
    }

    // Addresses.

    @ParameterizedTest(name = "chunks of {0}")
    @ValueSource(ints = {4, 8, 100, 500, 1000})
    void drawsDependNeitherOnTheirOrderNorOnChunks(int chunk) {
        float[] atOnce = floats(STREAM, 10_000);
        float[] backwards = new float[10_000];
        float[] draws = new float[chunk];
        for (int from = backwards.length - chunk; from >= 0; from -= chunk) {
            STREAM.uniform(from, draws, chunk);
            System.arraycopy(draws, 0, backwards, from, chunk);
        }
        int rest = backwards.length % chunk;
        assertEquals(0, rest, "chunks cover all");
        assertArrayEquals(atOnce, backwards);
    }

    @ParameterizedTest(name = "{0} draws")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 99, 501})
    void nothingIsWrittenBeyondTheCount(int count) {
        float[] draws = new float[count + 5];
        Arrays.fill(draws, -1);
        STREAM.uniform(0, draws, count);
        assertArrayEquals(floats(STREAM, count), Arrays.copyOf(draws, count));
        for (int i = count; i < draws.length; i++) {
            assertEquals(-1, draws[i]);
        }
    }

    @ParameterizedTest(name = "{1} draws from {0} on")
    @CsvSource({"0, 0", "0, 1", "0, 32", "32, 64", "0, 1000", "5, 3", "31, 2", "37, 500", "4000, 3920"})
    void blocksHoldTheSameDrawsInTheirOwnOrder(int from, int count) {
        float[] inOrder = floats(STREAM, from + count + CounterStream.BLOCK);
        float[] found = new float[count + CounterStream.BLOCK];
        STREAM.blocks(from, found, count);
        for (int i = 0; i < count; i++) {
            assertEquals(inOrder[placeInOrder(from + i)], found[i], replay("draw " + (from + i)));
        }
    }

    /** Counter and word of a draw: eight counters a block, first their words 0 and 1, then their words 2 and 3. */
    private static int placeInOrder(int draw) {
        int place = draw % 32;
        int counter = draw / 32 * 8 + place % 16 / 2;
        return 4 * counter + place / 16 * 2 + place % 2;
    }

    @ParameterizedTest(name = "{0} apart")
    @ValueSource(ints = {1, 2, 3, 16, 32, 500})
    void drawsInBlocksAreUncorrelated(int distance) {
        float[] draws = new float[DRAWS + CounterStream.BLOCK];
        STREAM.blocks(0, draws, DRAWS);
        assertUncorrelated(distance + " apart", i -> draws[i], i -> draws[i + distance], DRAWS - distance);
    }

    @Test
    void equalStreamsGiveEqualDraws() {
        assertArrayEquals(floats(STREAM, 100), floats(new CounterStream(SEED, Purpose.HIDDEN_STATES, 3, 5, 7), 100));
        assertArrayEquals(floats(STREAM, 100), floats(STREAM.atMiniBatch(9).atMiniBatch(7), 100));
        assertEquals(new CounterStream(SEED, Purpose.PLACEMENT, 0, 0, 0), CounterStream.of(SEED, Purpose.PLACEMENT));
    }

    /** Under one key Philox is a bijection: two places share a counter exactly when they give the same 128 bits. */
    @Test
    void noTwoPlacesShareACounter() {
        int[] miniBatches = {0, 1, 2, 3, 255, 256, 65_535, 65_536, 1 << 23, (1 << 24) - 1};
        int[] roundsAndShards = {0, 1, 2, 255, 65_536, 1 << 24, 2 << 24, Integer.MAX_VALUE};
        int[] indexes = {0, 1, 2, 1 << 22, 1 << 23, 1 << 24, 1 << 25, Integer.MAX_VALUE / 2};
        Set<Block> blocks = new HashSet<>();
        int places = 0;
        for (Purpose purpose : Purpose.values()) {
            for (int miniBatch : miniBatches) {
                for (int round : roundsAndShards) {
                    for (int shard : roundsAndShards) {
                        CounterStream stream = new CounterStream(SEED, purpose, round, shard, miniBatch);
                        for (int index : indexes) {
                            blocks.add(new Block(stream.bits(2 * index), stream.bits(2 * index + 1)));
                            places++;
                        }
                    }
                }
            }
        }
        assertEquals(places, blocks.size());
    }

    @Test
    void noTwoIndexesOfAStreamShareTheirBits() {
        Set<Long> bits = new HashSet<>();
        for (int index = 0; index < 200_000; index++) {
            bits.add(STREAM.bits(index));
        }
        // Two of 200,000 numbers of 64 bits agree by chance with probability 1e-9.
        assertEquals(200_000, bits.size(), replay("distinct numbers"));
    }

    @Test
    void distantDrawsAreNotThoseAtTheStart() {
        float[] start = floats(STREAM, 100);
        for (int from : new int[] {4, 1 << 24, 1 << 26, 1 << 30, Integer.MAX_VALUE - 103}) {
            float[] distant = new float[100];
            STREAM.uniform(from / 4 * 4, distant, 100);
            int equal = (int) IntStream.range(0, 100).filter(i -> start[i] == distant[i]).count();
            assertTrue(equal < 3, () -> replay("draws from " + from + " equal to those at the start: " + equal));
        }
    }

    @Test
    void aPlaceHasRoomForAllPurposes() {
        assertTrue(Purpose.values().length <= 1 << 8, "the purpose shares a word with 24 bits of the mini-batch");
    }

    @Test
    void allPurposesKeepTheirPlaces() {
        assertEquals(List.of(Purpose.PLACEMENT, Purpose.INITIAL_WEIGHTS, Purpose.CASE_ORDER, Purpose.HIDDEN_STATES,
                Purpose.VISIBLE_STATES, Purpose.DRAWING, Purpose.DROPOUT, Purpose.HELD_OUT, Purpose.LABELLED,
                Purpose.INPUT_STATES, Purpose.LABEL_STATES, Purpose.FAULTS, Purpose.FANTASIES, Purpose.RESAMPLES,
                Purpose.FOLDS), List.of(Purpose.values()));
    }

    // Calls that cannot be answered.

    @ParameterizedTest(name = "mini-batch {0}")
    @ValueSource(ints = {-1, 1 << 24, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aMiniBatchOutsideOf24BitsIsRefused(int miniBatch) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> STREAM.atMiniBatch(miniBatch));
        assertTrue(e.getMessage().endsWith("was " + miniBatch), e::getMessage);
    }

    @ParameterizedTest(name = "from {0}")
    @ValueSource(ints = {1, 2, 3, 5, -1, 1023})
    void drawsStartAtAMultipleOfFour(int from) {
        assertThrows(IllegalArgumentException.class, () -> STREAM.uniform(from, new float[4], 4));
    }

    @ParameterizedTest(name = "below {0}")
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aBoundBelowOneIsRefused(int bound) {
        assertThrows(IllegalArgumentException.class, () -> STREAM.below(0, bound));
    }

    private static float[] floats(CounterStream stream, int count) {
        float[] draws = new float[count];
        stream.uniform(0, draws, count);
        return draws;
    }

    /** Pearson's coefficient of n independent pairs is nearly normal with deviation 1 / sqrt(n). */
    private static void assertUncorrelated(String what, IntToDoubleFunction x, IntToDoubleFunction y, int n) {
        double sumX = 0;
        double sumY = 0;
        double sumXx = 0;
        double sumYy = 0;
        double sumXy = 0;
        for (int i = 0; i < n; i++) {
            double xi = x.applyAsDouble(i);
            double yi = y.applyAsDouble(i);
            sumX += xi;
            sumY += yi;
            sumXx += xi * xi;
            sumYy += yi * yi;
            sumXy += xi * yi;
        }
        double correlation = (n * sumXy - sumX * sumY)
                / Math.sqrt((n * sumXx - sumX * sumX) * (n * sumYy - sumY * sumY));
        assertEquals(0, correlation, DEVIATIONS / Math.sqrt(n), replay(what));
    }

    private record Block(long first, long second) {
    }
}
