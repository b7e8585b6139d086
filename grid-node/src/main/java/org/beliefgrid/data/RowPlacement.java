package org.beliefgrid.data;

import java.util.Objects;

import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Philox;

/**
 * Deals the rows of a dataset to shards like shuffled cards: each row has a place in one shard, and shards differ by one case
 * at most. The shuffle is a keyed permutation of the row numbers that any member computes for one row alone, without a table: a
 * balanced Feistel network (Luby and Rackoff, "How to construct pseudorandom permutations from pseudorandom functions", 1988)
 * over the next power of four, walked until it comes back to the row numbers (Black and Rogaway, "Ciphers with arbitrary finite
 * domains", CT-RSA 2002). That takes fewer than four steps on average. Same seed, rows and shards: same placement, anywhere.
 */
public final class RowPlacement {
    /** Four are pseudorandom in theory; the others are for networks of few bits. */
    private static final int ROUNDS = 8;
    private static final int PURPOSE_SHIFT = 24;

    private final long seed;
    private final int rows;
    private final int shards;
    private final int halfBits;
    private final int halfMask;

    /**
     * The placement of a dataset's rows.
     *
     * @param seed seed of the run, any value
     * @param rows number of cases, at least 1
     * @param shards number of shards, from 1 to the number of cases
     * @throws InvalidConfigException if a number is not in its range
     */
    public RowPlacement(long seed, int rows, int shards) {
        if (rows < 1) {
            throw new InvalidConfigException("number of cases must be at least 1, was " + rows);
        }
        if (shards < 1 || shards > rows) {
            throw new InvalidConfigException("shards must be from 1 to the number of cases, " + rows + ", was " + shards);
        }
        this.seed = seed;
        this.rows = rows;
        this.shards = shards;
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(rows - 1);
        this.halfBits = Math.max(1, (bits + 1) / 2);
        this.halfMask = (1 << halfBits) - 1;
    }

    /** The shard that gets this row. */
    public int shardOf(int row) {
        return permuted(row) % shards;
    }

    /** The row's place in its shard, 0 to {@code casesIn(shard) - 1}. */
    public int placeOf(int row) {
        return permuted(row) / shards;
    }

    /** Number of cases in this shard. */
    public int casesIn(int shard) {
        Objects.checkIndex(shard, shards);
        return rows / shards + (shard < rows % shards ? 1 : 0);
    }

    /** The row at this place of this shard. */
    public int rowAt(int shard, int place) {
        Objects.checkIndex(place, casesIn(shard));
        int[] words = new int[Philox.WORDS];
        long position = (long) place * shards + shard;
        do {
            position = decrypt(position, words);
        } while (position >= rows);
        return (int) position;
    }

    private int permuted(int row) {
        Objects.checkIndex(row, rows);
        int[] words = new int[Philox.WORDS];
        long position = row;
        do {
            position = encrypt(position, words);
        } while (position >= rows);
        return (int) position;
    }

    private long encrypt(long value, int[] words) {
        int left = (int) (value >>> halfBits);
        int right = (int) value & halfMask;
        for (int round = 0; round < ROUNDS; round++) {
            int mixed = left ^ roundFunction(right, round, words);
            left = right;
            right = mixed;
        }
        return (long) left << halfBits | right;
    }

    private long decrypt(long value, int[] words) {
        int left = (int) (value >>> halfBits);
        int right = (int) value & halfMask;
        for (int round = ROUNDS - 1; round >= 0; round--) {
            int mixed = right ^ roundFunction(left, round, words);
            right = left;
            left = mixed;
        }
        return (long) left << halfBits | right;
    }

    private int roundFunction(int half, int round, int[] words) {
        Philox.block(seed, half, round | Purpose.PLACEMENT.ordinal() << PURPOSE_SHIFT, rows, 0, words, 0);
        return words[0] & halfMask;
    }
}
