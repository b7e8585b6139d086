package org.beliefgrid.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.TrainingPlan;

/**
 * Which rows of a source are held out, and which of the others keep their labels. Every row has a random key for each of the
 * two, which depends on seed and row alone. Of each class the rows with the smallest keys are held out, where cases without a
 * label are a class of their own; of what is left of each class, the rows with the smallest keys of the other kind keep their
 * labels. So one pass over the labels finds a limit for every class, and with these limits any reader decides about any row by
 * itself, whatever the shards and the members are. A {@link Serializable} because Jet ships what its sources capture that way.
 *
 * @param seed of the run
 * @param heldOutBelow limit of the keys of each class, unlabelled cases last: what is below is held out; empty if nothing is
 * @param labelledBelow limit of the keys of each class: what is below keeps its label; empty if all do
 * @param heldOut number of cases held out
 * @param labels how many cases keep their labels, or {@link TrainingPlan#ALL_LABELS}
 */
public record CaseSelection(long seed, long[] heldOutBelow, long[] labelledBelow, int heldOut, int labels)
        implements Serializable {
    /** Nothing is held out, and every label is kept. */
    public static final CaseSelection EVERYTHING = new CaseSelection(0, new long[0], new long[0], 0, TrainingPlan.ALL_LABELS);

    private static final long NO_KEY = Long.MIN_VALUE;
    /** Above all keys, as no row has the largest number that there is. */
    private static final long EVERY_KEY = Long.MAX_VALUE;

    /**
     * What a plan chooses from a source, whose labels are read once if it chooses anything.
     *
     * @param classes number of classes of its labels, 1 to 255
     * @throws InvalidConfigException if the source does not have the cases that the plan asks for; says what would be allowed
     * @throws org.beliefgrid.error.BadInputException if the source is damaged
     */
    public static CaseSelection of(TrainingPlan plan, CaseSource source, int classes) throws IOException {
        requirePossible(plan.labels(), source.labelled(), classes);
        if (plan.heldOut() == 0 && plan.labels() == TrainingPlan.ALL_LABELS) {
            return EVERYTHING;
        }
        Rows rows = Rows.of(source, classes);
        int[] heldOut = IntStream.range(0, classes + 1).map(kind -> heldOutOf(rows.counts[kind], plan.heldOut())).toArray();
        requireHeldOut(plan.heldOut(), rows.counts, heldOut);
        long[] heldOutBelow = new long[classes + 1];
        for (int kind = 0; kind <= classes; kind++) {
            heldOutBelow[kind] = limit(rows.keys(plan.seed(), Purpose.HELD_OUT, kind), heldOut[kind]);
        }
        CaseSelection onlyHeldOut = new CaseSelection(plan.seed(), heldOutBelow, new long[0], IntStream.of(heldOut).sum(),
                TrainingPlan.ALL_LABELS);
        if (plan.labels() == TrainingPlan.ALL_LABELS) {
            return onlyHeldOut;
        }
        int[] left = IntStream.range(0, classes).map(label -> rows.counts[label] - heldOut[label]).toArray();
        requireLabels(plan.labels(), left);
        long[] labelledBelow = new long[classes];
        for (int label = 0; label < classes; label++) {
            int kind = label;
            long[] keys = rows.keys(plan.seed(), Purpose.LABELLED, kind, row -> !onlyHeldOut.isHeldOut(row, kind));
            labelledBelow[label] = limit(keys, share(plan.labels(), classes, label));
        }
        return new CaseSelection(plan.seed(), heldOutBelow, labelledBelow, onlyHeldOut.heldOut, plan.labels());
    }

    /**
     * How many cases of each class are learned from with their labels.
     *
     * @param counts labelled cases of each class; not modified
     * @param withHeldOut whether {@code counts} has those that the plan holds out
     */
    public static long[] learnedOf(TrainingPlan plan, long[] counts, boolean withHeldOut) {
        long[] learned = counts.clone();
        for (int label = 0; label < counts.length; label++) {
            if (plan.labels() != TrainingPlan.ALL_LABELS) {
                learned[label] = share(plan.labels(), counts.length, label);
            } else if (withHeldOut) {
                learned[label] -= heldOutOf((int) counts[label], plan.heldOut());
            }
        }
        return learned;
    }

    /**
     * Whether a row is held out.
     *
     * @param label its label in the source
     */
    public boolean isHeldOut(int row, int label) {
        if (heldOutBelow.length == 0) {
            return false;
        }
        int kind = label == CaseSource.UNLABELLED ? heldOutBelow.length - 1 : label;
        return key(seed, Purpose.HELD_OUT, row) < heldOutBelow[kind];
    }

    /** Whether there are cases with a label among those that are held out: errors are counted on them. */
    public boolean holdsOutLabelled() {
        return Arrays.stream(heldOutBelow).limit(Math.max(0, heldOutBelow.length - 1)).anyMatch(limit -> limit != NO_KEY);
    }

    /**
     * The label that a row is learned with, if it is not held out: its own or {@link CaseSource#UNLABELLED}.
     *
     * @param label its label in the source
     */
    public int labelOf(int row, int label) {
        if (label == CaseSource.UNLABELLED || labelledBelow.length == 0) {
            return label;
        }
        return key(seed, Purpose.LABELLED, row) < labelledBelow[label] ? label : CaseSource.UNLABELLED;
    }

    /** 33 random bits, and the row's number in the others, so that no two rows have the same key. */
    private static long key(long seed, Purpose purpose, int row) {
        return CounterStream.of(seed, purpose).bits(row) & ~(long) Integer.MAX_VALUE | row;
    }

    /** The limit that so many of these keys are below. */
    private static long limit(long[] keys, int count) {
        if (count == 0) {
            return NO_KEY;
        }
        Arrays.sort(keys);
        return count == keys.length ? EVERY_KEY : keys[count];
    }

    /** The nearest number; of two the smaller, so that no class has more cases held out than it keeps. */
    private static int heldOutOf(int cases, double fraction) {
        return (int) Math.ceil(fraction * cases - 0.5);
    }

    /** The remainder goes to the lowest classes, one each. */
    private static int share(int labels, int classes, int label) {
        return labels / classes + (label < labels % classes ? 1 : 0);
    }

    private static void requirePossible(int labels, boolean labelled, int classes) {
        if (labels == TrainingPlan.ALL_LABELS) {
            return;
        }
        if (!labelled) {
            throw new InvalidConfigException("labels must be all where the data have none, was " + labels);
        }
        if (labels < classes) {
            throw new InvalidConfigException("labels must be all, or at least the number of classes, %d, was %d"
                    .formatted(classes, labels));
        }
    }

    /** Labelled cases must be among those held out if there are any: errors are counted on them. */
    private static void requireHeldOut(double fraction, int[] counts, int[] heldOut) {
        int classes = counts.length - 1;
        boolean labelled = IntStream.of(counts).limit(classes).anyMatch(count -> count > 0);
        int from = labelled ? 0 : classes;
        int to = labelled ? classes : classes + 1;
        if (fraction == 0 || Arrays.stream(heldOut, from, to).anyMatch(count -> count > 0)) {
            return;
        }
        int largest = Arrays.stream(counts, from, to).max().orElseThrow();
        String kind = labelled ? "labelled case" : "case";
        throw new InvalidConfigException(largest == 1
                ? "heldOut must be 0 where no class has two %ss, was %s".formatted(kind, fraction)
                : "heldOut must be 0, or above %s to hold out a %s of the largest class, was %s".formatted(0.5 / largest, kind,
                fraction));
    }

    private static void requireLabels(int labels, int[] left) {
        int all = IntStream.of(left).sum();
        if (labels > all) {
            throw new InvalidConfigException(
                    "labels must be all, or at most %d, the labelled cases that are not held out, was %d"
                            .formatted(all, labels));
        }
        for (int label = 0; label < left.length; label++) {
            int share = share(labels, left.length, label);
            if (left[label] < share) {
                throw new InvalidConfigException("labels must be %s, was %d: class %d has %d labelled cases that are not held "
                        .formatted(allowed(left), labels, label, left[label]) + "out, its share is " + share);
            }
        }
    }

    /** The most labels that all classes can share: the scarcest class gives all that it has, and those before it one more. */
    private static String allowed(int[] left) {
        int least = IntStream.of(left).min().orElseThrow();
        int before = 0;
        while (left[before] > least) {
            before++;
        }
        return least == 0 ? "all" : "all, or at most " + (least * left.length + before);
    }

    /**
     * The class of every row of a source.
     *
     * @param kinds one a row, unsigned: its label, or the number of classes if it has none
     * @param counts rows of each kind
     */
    private record Rows(byte[] kinds, int[] counts) {
        static Rows of(CaseSource source, int classes) throws IOException {
            Rows rows = new Rows(new byte[source.cases()], new int[classes + 1]);
            source.scanLabels((row, label) -> {
                int kind = label == CaseSource.UNLABELLED ? classes : label;
                rows.kinds[row] = (byte) kind;
                rows.counts[kind]++;
            });
            return rows;
        }

        long[] keys(long seed, Purpose purpose, int kind) {
            return keys(seed, purpose, kind, row -> true);
        }

        long[] keys(long seed, Purpose purpose, int kind, IntPredicate wanted) {
            long[] keys = new long[counts[kind]];
            int count = 0;
            for (int row = 0; row < kinds.length; row++) {
                if ((kinds[row] & 0xFF) == kind && wanted.test(row)) {
                    keys[count++] = key(seed, purpose, row);
                }
            }
            return Arrays.copyOf(keys, count);
        }
    }
}
