package org.beliefgrid.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * How values are distributed: how many of them fall into each bin. Of numbers bins are between borders, a value on a border
 * being below it; of names there is a bin for each, and one behind them for values that are none of these.
 *
 * @param borders of numbers, ascending, all different: {@code borders + 1} bins, the outer ones open; empty for names
 * @param names of the bins; empty for numbers
 * @param counts how many values are in each bin
 */
public record Shares(List<Double> borders, List<String> names, List<Long> counts) {
    /** Bins of numbers, each with as many values of the distribution that is compared with, where values differ enough. */
    public static final int BINS = 10;
    /** What a share is taken for at least: logarithms of nothing say nothing. */
    public static final double LEAST_SHARE = 1e-4;

    /** @throws IllegalArgumentException if the counts are not as many as the bins, or there is no value */
    public Shares {
        borders = List.copyOf(borders);
        names = List.copyOf(names);
        counts = List.copyOf(counts);
        int bins = names.isEmpty() ? borders.size() + 1 : names.size() + 1;
        if (counts.size() != bins || counts.stream().mapToLong(Long::longValue).sum() < 1) {
            throw new IllegalArgumentException("%d counts with %d values, expected %d with at least one"
                    .formatted(counts.size(), counts.stream().mapToLong(Long::longValue).sum(), bins));
        }
    }

    /**
     * Numbers, with a border at each tenth of them; of borders that fall together one stays. Below a value that a tenth of them
     * or more have there is a border, too, so that what is rare and less than it has a bin, as what is rare and more has.
     *
     * @param values finite; not modified
     * @throws IllegalArgumentException if there is none
     */
    public static Shares ofNumbers(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a distribution must have a value, had none");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        TreeSet<Double> borders = new TreeSet<>();
        for (int bin = 1; bin < BINS; bin++) {
            double border = sorted[(int) ((long) bin * sorted.length / BINS)];
            borders.add(border);
            int first = first(sorted, border);
            boolean common = (long) (first(sorted, Math.nextUp(border)) - first) * BINS >= sorted.length;
            if (common && first > 0) {
                borders.add(sorted[first - 1]);
            }
        }
        borders.remove(sorted[sorted.length - 1]);
        List<Double> ascending = List.copyOf(borders);
        return new Shares(ascending, List.of(), counted(ascending, values));
    }

    /** Where the first of ascending values stands that is not below one. */
    private static int first(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Other numbers in the bins of these. */
    public Shares ofOthers(double[] values) {
        return new Shares(borders, List.of(), counted(borders, values));
    }

    /** Names, by how often each is there, and how many values are none of them. */
    public static Shares ofNames(List<String> names, long[] counts) {
        return new Shares(List.of(), names, Arrays.stream(counts).boxed().toList());
    }

    private static List<Long> counted(List<Double> borders, double[] values) {
        double[] sorted = borders.stream().mapToDouble(Double::doubleValue).toArray();
        long[] counts = new long[sorted.length + 1];
        for (double value : values) {
            int place = Arrays.binarySearch(sorted, value);
            counts[place >= 0 ? place : -place - 1]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    /** Number of values. */
    public long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Population stability index of other values in the same bins: sum of (other share - share) * ln(other share / share), each
     * share taken for {@link #LEAST_SHARE} at least. 0 if the shares are the same; otherwise the same whichever of the two is
     * the other one. It is the divergence J of S. Kullback and R. Leibler, "On information and sufficiency", 1951.
     *
     * @throws IllegalArgumentException if the bins are not the same
     */
    public double stability(Shares others) {
        if (!others.borders.equals(borders) || !others.names.equals(names)) {
            throw new IllegalArgumentException("distributions of different bins cannot be compared");
        }
        double sum = 0;
        for (int bin = 0; bin < counts.size(); bin++) {
            double expected = Math.max(LEAST_SHARE, counts.get(bin) / (double) total());
            double found = Math.max(LEAST_SHARE, others.counts.get(bin) / (double) others.total());
            sum += (found - expected) * StrictMath.log(found / expected);
        }
        return sum;
    }

    /**
     * What the index is about if nothing has changed, because both are draws: (bins - 1) * (1 / values + 1 / other values), the
     * mean of a chi-square distribution.
     */
    public double byChance(Shares others) {
        long used = counts.stream().filter(count -> count > 0).count();
        return Math.max(0, used - 1) * (1.0 / total() + 1.0 / others.total());
    }
}
