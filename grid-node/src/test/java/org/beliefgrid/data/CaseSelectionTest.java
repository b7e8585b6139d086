package org.beliefgrid.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Philox;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaseSelectionTest {
    private static final long SEED = TestSeed.VALUE;
    private static final int CLASSES = 4;
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withSeed(SEED);

    /** Rows of which only the labels matter. */
    private record Labels(int... labels) implements CaseSource {
        /** Classes of unequal sizes, and cases without a label. */
        static Labels random(int cases) {
            Random random = new Random(SEED);
            return new Labels(IntStream.range(0, cases).map(row -> random.nextInt(6) == 0 ? UNLABELLED
                    : Math.min(random.nextInt(CLASSES), random.nextInt(CLASSES))).toArray());
        }

        /** So many rows of each class, and then so many without a label. */
        static Labels counted(int unlabelled, int... counts) {
            IntStream labelled = IntStream.range(0, counts.length)
                    .flatMap(label -> IntStream.generate(() -> label).limit(counts[label]));
            return new Labels(IntStream.concat(labelled, IntStream.generate(() -> UNLABELLED).limit(unlabelled)).toArray());
        }

        List<Integer> rowsOf(int label) {
            return IntStream.range(0, labels.length).filter(row -> labels[row] == label).boxed().toList();
        }

        @Override
        public int cases() {
            return labels.length;
        }

        @Override
        public int height() {
            return 1;
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public boolean labelled() {
            return true;
        }

        @Override
        public String fingerprint() {
            return "labels in memory";
        }

        @Override
        public void scan(IntPredicate wanted, CaseConsumer consumer) throws IOException {
            for (int row = 0; row < labels.length; row++) {
                if (wanted.test(row)) {
                    consumer.accept(row, new byte[1], labels[row]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.25, 0.125, 0.1, 0.3, 0.02})
    void ofEveryClassTheNearestNumberToTheFractionIsHeldOut(double fraction) throws IOException {
        for (int cases : new int[] {200, 201, 202, 4001}) {
            Labels source = Labels.random(cases);
            CaseSelection selection = CaseSelection.of(PLAN.withHeldOut(fraction), source, CLASSES);
            int all = 0;
            for (int label = CaseSource.UNLABELLED; label < CLASSES; label++) {
                List<Integer> rows = source.rowsOf(label);
                int found = heldOut(selection, source, rows).size();
                double wanted = fraction * rows.size();
                String message = "seed %d: %d of %d of class %d".formatted(SEED, found, rows.size(), label);
                assertTrue(Math.abs(found - wanted) <= 0.5, message);
                assertTrue(found <= rows.size() - found, message + ": fewer are left");
                assertTrue(Math.abs(found - wanted) < 0.5 || found < wanted, message + ": halves are rounded down");
                all += found;
            }
            assertEquals(all, selection.heldOut());
            for (int row = 0; row < cases; row++) {
                assertEquals(source.labels[row], selection.labelOf(row, source.labels[row]), "all keep their labels");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "101, 0", "102, 0.1", "103, 0.25", "360, 0.5"})
    void asManyOfEachClassKeepTheirLabelsAndTheLowestClassesHaveTheRemainder(int labels, double fraction) throws IOException {
        Labels source = Labels.random(5000);
        CaseSelection selection = CaseSelection.of(PLAN.withHeldOut(fraction).withLabels(labels), source, CLASSES);
        int all = 0;
        for (int label = 0; label < CLASSES; label++) {
            int kept = labelled(selection, source, label).size();
            assertEquals(labels / CLASSES + (label < labels % CLASSES ? 1 : 0), kept, "seed " + SEED + ", class " + label);
            all += kept;
        }
        assertEquals(labels, all);
        source.rowsOf(CaseSource.UNLABELLED).forEach(row -> assertEquals(CaseSource.UNLABELLED,
                selection.labelOf(row, CaseSource.UNLABELLED)));
        assertEquals(labels, selection.labels());
    }

    /** Held against the rows themselves. */
    @Test
    void whetherALabelledCaseIsHeldOutIsKnown() throws IOException {
        assertFalse(CaseSelection.EVERYTHING.holdsOutLabelled());
        for (Labels source : List.of(Labels.random(50), Labels.counted(40), Labels.counted(40, 0, 0, 9, 0))) {
            CaseSelection selection = CaseSelection.of(PLAN.withHeldOut(0.2), source, CLASSES);
            boolean found = IntStream.range(0, source.cases())
                    .anyMatch(row -> source.labels[row] >= 0 && selection.isHeldOut(row, source.labels[row]));
            assertEquals(found, selection.holdsOutLabelled(), source::toString);
        }
    }

    /** The definition: keys in order. */
    @Test
    void theRowsAreThoseOfTheSmallestKeys() throws IOException {
        Labels source = Labels.random(3000);
        CaseSelection selection = CaseSelection.of(PLAN.withHeldOut(0.2).withLabels(200), source, CLASSES);
        for (int label = CaseSource.UNLABELLED; label < CLASSES; label++) {
            List<Integer> rows = inOrder(Purpose.HELD_OUT, source.rowsOf(label));
            Set<Integer> heldOut = heldOut(selection, source, rows);
            assertEquals(new HashSet<>(rows.subList(0, heldOut.size())), heldOut, "seed " + SEED + ", class " + label);
            if (label != CaseSource.UNLABELLED) {
                List<Integer> left = inOrder(Purpose.LABELLED, rows.subList(heldOut.size(), rows.size()));
                assertEquals(new HashSet<>(left.subList(0, 50)), labelled(selection, source, label), "seed " + SEED);
            }
        }
    }

    private static List<Integer> inOrder(Purpose purpose, List<Integer> rows) {
        List<Integer> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingLong((Integer row) -> {
            int[] words = new int[Philox.WORDS];
            Philox.block(SEED, row / 2, purpose.ordinal() << 24, 0, 0, words, 0);
            long high = words[row % 2 * 2 + 1];
            return high << 1 | words[row % 2 * 2] >>> 31;
        }).thenComparing(Comparator.naturalOrder()));
        return sorted;
    }

    @Test
    void theChoiceIsThatOfItsSeed() throws IOException {
        Labels source = new Labels(new int[10_000]);
        TrainingPlan plan = PLAN.withHeldOut(0.1).withLabels(2000);
        Set<Integer> heldOut = heldOut(CaseSelection.of(plan, source, 1), source, source.rowsOf(0));
        Set<Integer> labelled = labelled(CaseSelection.of(plan, source, 1), source, 0);
        assertEquals(heldOut, heldOut(CaseSelection.of(plan, source, 1), source, source.rowsOf(0)));
        CaseSelection other = CaseSelection.of(plan.withSeed(SEED + 1), source, 1);
        // Independent choices share a tenth of the held-out rows and a fifth of the labelled ones; deviations are 9 and 16.
        heldOut.retainAll(heldOut(other, source, source.rowsOf(0)));
        assertEquals(100, heldOut.size(), 60, "seed " + SEED);
        labelled.retainAll(labelled(other, source, 0));
        assertEquals(400, labelled.size(), 120, "seed " + SEED);
    }

    @Test
    void theChoiceDoesNotFollowTheOrderOfTheRows() throws IOException {
        int rows = 60_000;
        int bins = 50;
        Labels source = new Labels(new int[rows]);
        CaseSelection selection = CaseSelection.of(PLAN.withHeldOut(0.1).withLabels(6000), source, 1);
        Set<Integer> first = new HashSet<>(IntStream.range(0, 6000).boxed().toList());
        int[] held = inBins(heldOut(selection, source, source.rowsOf(0)), bins, rows);
        assertChiSquare(chiSquare(held, 120, 0.9), bins - 1);
        int[] labelled = inBins(labelled(selection, source, 0), bins, rows);
        assertChiSquare(chiSquare(labelled, 120, 0.9), bins - 1);
        assertTrue(chiSquare(inBins(first, bins, rows), 120, 0.9) > 10_000, "the first rows would be found out");
    }

    private static int[] inBins(Set<Integer> chosen, int bins, int rows) {
        int[] counts = new int[bins];
        chosen.forEach(row -> counts[(int) ((long) row * bins / rows)]++);
        return counts;
    }

    /** Over many seeds each row is chosen as often as any other. */
    @Test
    void everyRowIsChosenAsOftenAsAnyOther() throws IOException {
        int rows = 40;
        int seeds = 4000;
        Labels source = new Labels(new int[rows]);
        int[] heldOut = new int[rows];
        int[] labelled = new int[rows];
        for (int seed = 0; seed < seeds; seed++) {
            CaseSelection selection = CaseSelection.of(PLAN.withSeed(SEED + seed).withHeldOut(0.25).withLabels(8), source, 1);
            heldOut(selection, source, source.rowsOf(0)).forEach(row -> heldOut[row]++);
            labelled(selection, source, 0).forEach(row -> labelled[row]++);
        }
        assertChiSquare(chiSquare(heldOut, seeds * 0.25, 0.75), rows - 1);
        assertChiSquare(chiSquare(labelled, seeds * 0.2, 0.8), rows - 1);
    }

    /** Shards get their share of what is held out: the choice has nothing to do with the placement, which has the same seed. */
    @Test
    void theChoiceIsIndependentOfThePlacement() throws IOException {
        int rows = 60_000;
        int shards = 10;
        Labels source = new Labels(new int[rows]);
        RowPlacement placement = new RowPlacement(SEED, rows, shards);
        int[] counts = new int[shards];
        heldOut(CaseSelection.of(PLAN.withHeldOut(0.1), source, 1), source, source.rowsOf(0))
                .forEach(row -> counts[placement.shardOf(row)]++);
        assertChiSquare(chiSquare(counts, 600, 0.9), shards - 1);
    }

    /** Of draws without replacement: variances are smaller by the share that is not drawn. */
    private static double chiSquare(int[] counts, double expected, double notDrawn) {
        return IntStream.of(counts).mapToDouble(count -> (count - expected) * (count - expected) / expected / notDrawn).sum();
    }

    /** Six deviations: by chance, less than once in ten million seeds. */
    private static void assertChiSquare(double chiSquare, int freedom) {
        double bound = freedom + 6 * Math.sqrt(2.0 * freedom);
        assertTrue(chiSquare < bound, "seed " + SEED + ": chi-square " + chiSquare + ", bound " + bound);
    }

    @Test
    void aPlanThatChoosesNothingReadsNothing() throws IOException {
        Labels unread = new Labels((int[]) null);
        assertSame(CaseSelection.EVERYTHING, CaseSelection.of(PLAN, unread, 10));
        assertFalse(CaseSelection.EVERYTHING.isHeldOut(0, 3));
        assertEquals(3, CaseSelection.EVERYTHING.labelOf(0, 3));
        assertThrows(NullPointerException.class, () -> CaseSelection.of(PLAN.withHeldOut(0.1), unread, 10));
    }

    @Test
    void imagesAloneCanBeHeldOut() throws IOException {
        Labels source = Labels.counted(30);
        CaseSelection selection = CaseSelection.of(PLAN.withHeldOut(0.1), source, CLASSES);
        assertEquals(3, heldOut(selection, source, source.rowsOf(CaseSource.UNLABELLED)).size());
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', value = {
        "3   | 0    | 9 9 9 9 0 | labels must be all, or at least the number of classes, 4, was 3",
        "40  | 0    | 9 9 9 9 5 | labels must be all, or at most 36, the labelled cases that are not held out, was 40",
        "37  | 0.5  | 20 20 20 8 5 | labels must be all, or at most 34, the labelled cases that are not held out, was 37",
        "12  | 0    | 3 2 9 9 0 | labels must be all, or at most 9, was 12: class 1 has 2 labelled cases that are not held "
            + "out, its share is 3",
        "12  | 0.25 | 9 9 9 3 0 | labels must be all, or at most 11, was 12: class 3 has 2 labelled cases that are not held "
            + "out, its share is 3",
        "12  | 0    | 9 9 0 9 0 | labels must be all, was 12: class 2 has 0 labelled cases that are not held out, "
            + "its share is 3",
        "4   | 0    | 0 0 0 0 7 | labels must be all, or at most 0, the labelled cases that are not held out, was 4",
        "0   | 0.02 | 9 25 9 9 90 | heldOut must be 0, or above 0.02 to hold out a labelled case of the largest class, "
            + "was 0.02",
        "0   | 0.02 | 0 0 0 0 25 | heldOut must be 0, or above 0.02 to hold out a case of the largest class, was 0.02",
        "0   | 0.5  | 1 1 1 1 90 | heldOut must be 0 where no class has two labelled cases, was 0.5",
    })
    void whatTheSourceDoesNotHaveIsRefused(int labels, double fraction, String counts, String message) throws IOException {
        Labels source = source(counts);
        TrainingPlan plan = PLAN.withHeldOut(fraction).withLabels(labels);
        assertEquals(message,
                assertThrows(InvalidConfigException.class, () -> CaseSelection.of(plan, source, CLASSES)).getMessage());
    }

    /** What the message allows is enough, and one more is not. */
    @ParameterizedTest
    @CsvSource({"3 2 9 9 0, 9", "2 9 9 9 0, 8", "9 9 9 2 50, 11", "5 5 5 5 0, 20", "7 7 7 6 1, 27"})
    void theMostLabelsThatAreAllowedAreThere(String counts, int most) throws IOException {
        assertEquals(most, CaseSelection.of(PLAN.withLabels(most), source(counts), CLASSES).labels());
        assertThrows(InvalidConfigException.class, () -> CaseSelection.of(PLAN.withLabels(most + 1), source(counts), CLASSES));
    }

    /** Rows of each class, and at the end those without a label. */
    private static Labels source(String counts) {
        int[] all = Stream.of(counts.split(" ")).mapToInt(Integer::parseInt).toArray();
        return Labels.counted(all[CLASSES], Arrays.copyOf(all, CLASSES));
    }

    private static Set<Integer> heldOut(CaseSelection selection, Labels source, List<Integer> rows) {
        Set<Integer> heldOut = new HashSet<>(rows);
        heldOut.removeIf(row -> !selection.isHeldOut(row, source.labels[row]));
        return heldOut;
    }

    /** The rows of a class that are learned with their label. */
    private static Set<Integer> labelled(CaseSelection selection, Labels source, int label) {
        Set<Integer> labelled = new HashSet<>(source.rowsOf(label));
        labelled.removeIf(row -> selection.isHeldOut(row, label) || selection.labelOf(row, label) != label);
        return labelled;
    }
}
