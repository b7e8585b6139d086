package org.beliefgrid.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowPlacementTest {
    private static final long SEED = TestSeed.VALUE;

    @Test
    void everyPlaceOfEveryShardHasExactlyOneRowForAllSmallSizes() {
        for (int rows = 1; rows <= 40; rows++) {
            for (int shards = 1; shards <= rows; shards++) {
                assertBijection(SEED + rows, rows, shards);
            }
        }
    }

    @Test
    void everyPlaceOfEveryShardHasExactlyOneRowForRandomSizes() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 60; trial++) {
            int rows = 1 + random.nextInt(5000);
            assertBijection(random.nextLong(), rows, 1 + random.nextInt(rows));
        }
    }

    @ParameterizedTest
    @CsvSource({"60000, 16", "65536, 7", "65537, 65537", "60000, 1"})
    void everyPlaceOfEveryShardHasExactlyOneRowForLargeSizes(int rows, int shards) {
        assertBijection(SEED, rows, shards);
    }

    @ParameterizedTest
    @CsvSource({"2147483647, 1000", "2147483647, 2147483647", "1073741825, 64", "1073741824, 64"})
    void theLargestDatasetsArePlacedAndFoundAgain(int rows, int shards) {
        RowPlacement placement = new RowPlacement(SEED, rows, shards);
        Random random = new Random(SEED);
        for (int trial = 0; trial < 2000; trial++) {
            int row = trial < 2 ? trial * (rows - 1) : random.nextInt(rows);
            int shard = placement.shardOf(row);
            int place = placement.placeOf(row);
            assertTrue(shard >= 0 && shard < shards && place >= 0 && place < placement.casesIn(shard), () -> at(row));
            assertEquals(row, placement.rowAt(shard, place));
        }
    }

    @Test
    void thePlacementIsThatOfItsSeed() {
        RowPlacement one = new RowPlacement(SEED, 10_000, 10);
        RowPlacement same = new RowPlacement(SEED, 10_000, 10);
        RowPlacement other = new RowPlacement(SEED + 1, 10_000, 10);
        int equalShards = 0;
        for (int row = 0; row < 10_000; row++) {
            assertEquals(one.shardOf(row), same.shardOf(row));
            assertEquals(one.placeOf(row), same.placeOf(row));
            equalShards += one.shardOf(row) == other.shardOf(row) ? 1 : 0;
        }
        // Independent placements agree in a tenth of the rows; the deviation of that count is 30.
        assertEquals(1000, equalShards, 200, "seed " + SEED);
    }

    /** Rows in a dataset are often sorted; a shard must get its share of every part, no more and no less than chance gives. */
    @ParameterizedTest
    @CsvSource({"60000, 10, 20", "60000, 16, 16", "50000, 7, 50", "4096, 8, 8"})
    void eachShardGetsItsShareOfEachPartOfTheDataset(int rows, int shards, int blocks) {
        RowPlacement placement = new RowPlacement(SEED, rows, shards);
        int[][] counts = new int[blocks][shards];
        for (int row = 0; row < rows; row++) {
            counts[(int) ((long) row * blocks / rows)][placement.shardOf(row)]++;
        }
        double expected = (double) rows / blocks / shards;
        double chiSquare = 0;
        for (int[] ofBlock : counts) {
            for (int count : ofBlock) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
        }
        assertChiSquare(chiSquare, (blocks - 1) * (shards - 1));
    }

    /** Neighbours in the dataset: how far apart they land must not depend on their being neighbours. */
    @Test
    void theDistanceOfNeighboursIsUniform() {
        int rows = 60_000;
        int bins = 50;
        RowPlacement placement = new RowPlacement(SEED, rows, 1);
        int[] counts = new int[bins];
        for (int row = 0; row + 1 < rows; row++) {
            int distance = Math.floorMod(placement.placeOf(row + 1) - placement.placeOf(row), rows);
            counts[(int) ((long) distance * bins / rows)]++;
        }
        double expected = (rows - 1.0) / bins;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        assertChiSquare(chiSquare, bins - 1);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertRefused(5, 7, "shards must be from 1 to the number of cases, 5, was 7");
        assertRefused(5, 0, "shards must be from 1 to the number of cases, 5, was 0");
        assertRefused(0, 1, "number of cases must be at least 1, was 0");
        RowPlacement placement = new RowPlacement(SEED, 5, 2);
        assertThrows(IndexOutOfBoundsException.class, () -> placement.shardOf(5));
        assertThrows(IndexOutOfBoundsException.class, () -> placement.placeOf(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> placement.rowAt(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> placement.rowAt(1, 2));
    }

    private static void assertBijection(long seed, int rows, int shards) {
        RowPlacement placement = new RowPlacement(seed, rows, shards);
        boolean[] taken = new boolean[rows];
        int smallest = Integer.MAX_VALUE;
        int largest = 0;
        int total = 0;
        int[] firstPlace = new int[shards];
        for (int shard = 0; shard < shards; shard++) {
            firstPlace[shard] = total;
            total += placement.casesIn(shard);
            smallest = Math.min(smallest, placement.casesIn(shard));
            largest = Math.max(largest, placement.casesIn(shard));
        }
        assertEquals(rows, total);
        assertTrue(largest - smallest <= 1);
        for (int row = 0; row < rows; row++) {
            int shard = placement.shardOf(row);
            int place = placement.placeOf(row);
            int message = row;
            assertTrue(place < placement.casesIn(shard), () -> at(message));
            assertFalse(taken[firstPlace[shard] + place], () -> at(message));
            taken[firstPlace[shard] + place] = true;
            assertEquals(row, placement.rowAt(shard, place));
        }
    }

    /** Six deviations: by chance, less than once in ten million seeds. */
    private static void assertChiSquare(double chiSquare, int freedom) {
        double bound = freedom + 6 * Math.sqrt(2.0 * freedom);
        assertTrue(chiSquare < bound, "seed " + SEED + ": chi-square " + chiSquare + ", bound " + bound);
    }

    private static String at(int row) {
        return "seed " + SEED + ", row " + row;
    }

    private static void assertRefused(int rows, int shards, String message) {
        assertEquals(message,
                assertThrows(InvalidConfigException.class, () -> new RowPlacement(SEED, rows, shards)).getMessage());
    }
}
