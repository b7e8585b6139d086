package org.beliefgrid.jobs.backtest;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * Which rows each fold learns from, and which it is held against.
 *
 * <p>By time: rows are sorted and cut into one part more than there are folds, as evenly as rows of the same time, which stay
 * together, allow. Fold k learns from parts 0 to k - 1, labelled or not, and is held against the labelled rows of part k: an
 * expanding window. By chance: the labelled rows of each class are dealt to the folds like shuffled cards (stratified); a fold
 * is held against its own and learns from all others and from all rows without a label.
 *
 * @param byTime whether time divides
 * @param parts [rows] part of each row, 0 to {@code folds} by time; by chance 1 to {@code folds}, 0 for rows of no fold
 * @param labels [rows] as in {@link RowCatalog}
 * @param folds how many
 */
record Folds(boolean byTime, byte[] parts, short[] labels, int folds) {
    /**
     * The folds of rows.
     *
     * @param seed of the division by chance
     * @throws BadInputException if times are too few for the folds
     */
    static Folds of(RowCatalog rows, SplitRule rule, long seed) throws BadInputException {
        byte[] parts = rule.byTime() ? byTime(rows, rule) : byChance(rows, rule.folds(), seed);
        return new Folds(rule.byTime(), parts, rows.labels(), rule.folds());
    }

    private static byte[] byTime(RowCatalog rows, SplitRule rule) throws BadInputException {
        int all = rule.folds() + 1;
        long[] sorted = rows.times().clone();
        Arrays.sort(sorted);
        // The first time of each part but the first; a time is in one part only.
        long[] starts = IntStream.range(1, all).mapToLong(part -> sorted[(int) ((long) part * sorted.length / all)]).toArray();
        if (IntStream.range(0, starts.length).anyMatch(i -> starts[i] <= (i == 0 ? sorted[0] : starts[i - 1]))) {
            throw new BadInputException(("%d folds need %d parts of different times, but %d rows have too many of the same "
                    + "time: give "
                    + "--folds fewer").formatted(rule.folds(), all, rows.rows()));
        }
        byte[] parts = new byte[rows.rows()];
        for (int row = 0; row < parts.length; row++) {
            int place = Arrays.binarySearch(starts, rows.times()[row]);
            parts[row] = (byte) (place >= 0 ? place + 1 : -place - 1);
        }
        return parts;
    }

    private static byte[] byChance(RowCatalog rows, int folds, long seed) {
        byte[] parts = new byte[rows.rows()];
        int[] order = CounterStream.of(seed, Purpose.FOLDS).permutation(parts.length);
        int[] dealt = new int[Short.MAX_VALUE];
        for (int row : order) {
            short label = rows.labels()[row];
            if (label >= 0) {
                parts[row] = (byte) (1 + dealt[label]++ % folds);
            }
        }
        return parts;
    }

    /**
     * Whether a fold learns from a row.
     *
     * @param fold 1 to {@link #folds}
     */
    boolean learns(int fold, int row) {
        return labels[row] != RowCatalog.NO_CLASS && (byTime ? parts[row] < fold : parts[row] != fold);
    }

    /** Whether a fold is held against a row. */
    boolean scores(int fold, int row) {
        return labels[row] >= 0 && parts[row] == fold;
    }
}
