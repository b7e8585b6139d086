package org.beliefgrid.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.math.Blas;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.report.Mistake;
import org.beliefgrid.report.RunReport.Examination;
import org.beliefgrid.scoring.Classes;
import org.beliefgrid.scoring.Classifier;

/** Holds a model against labelled cases. Unlabelled ones are passed over. */
public final class Evaluator {
    /** A whole number of blocks, so that only the last product is filled up. */
    private static final int CASES_AT_ONCE = 40 * Blas.ROW_BLOCK;
    private static final int MOST_BYTES = 64 * 1024 * 1024;
    /** The worst first; of equal ones the first of the source. */
    private static final Comparator<Mistake> BAD = Comparator.comparingDouble(Mistake::probability).reversed()
            .thenComparingInt(Mistake::row);

    private Evaluator() {
    }

    /**
     * Classifies all labelled cases of a source.
     *
     * @param source read once
     * @param name of the source, for messages
     * @throws BadInputException if the source is damaged, has images of another size than the model, labels that the model
     *     has no class for, or no labels
     */
    public static Evaluation evaluate(Model model, CaseSource source, String name) throws IOException {
        return examine(model, source, name).evaluation();
    }

    /** {@link #evaluate}, with the worst mistakes. */
    public static Examination examine(Model model, CaseSource source, String name) throws IOException {
        Batch batch = batch(model, source, name, 0, 1, Told.NOBODY);
        return new Examination(requireCases(new Evaluation(batch.confusion), name), batch.worst());
    }

    /**
     * @return the same evaluation
     * @throws BadInputException if it has no case
     */
    static Evaluation requireCases(Evaluation evaluation, String name) throws BadInputException {
        if (evaluation.cases() == 0) {
            throw new BadInputException(name + ": no labelled case to evaluate");
        }
        return evaluation;
    }

    /**
     * Classifies the labelled cases of one part of a source: each so-and-so-many-th block of its rows. All parts together count
     * what the whole does.
     *
     * @param part from 0 to {@code parts} - 1
     * @throws BadInputException as {@link #evaluate}, but not if there are no labels
     */
    static Evaluation count(Model model, CaseSource source, String name, int part, int parts) throws IOException {
        return new Evaluation(batch(model, source, name, part, parts, Told.NOBODY).confusion);
    }

    /**
     * {@link #evaluate}, and tells the probabilities of each case on the way.
     *
     * @param told of the labelled cases, in the order of the source
     */
    public static Evaluation tell(Model model, CaseSource source, String name, Told told) throws IOException {
        return requireCases(new Evaluation(batch(model, source, name, 0, 1, told).confusion), name);
    }

    /** Who wants to know what a model says of each case. */
    @FunctionalInterface
    public interface Told {
        /** Nobody does. */
        Told NOBODY = (label, probabilities, offset) -> { };

        /**
         * @param label the class of the case
         * @param probabilities of its classes from {@code offset} on; not modified, and overwritten afterwards
         */
        void of(int label, float[] probabilities, int offset);
    }

    private static Batch batch(Model model, CaseSource source, String name, int part, int parts, Told told) throws IOException {
        if (source.height() != model.shape().height() || source.width() != model.shape().width()) {
            throw new BadInputException("%s: %s%s, the model takes %s".formatted(name, isTable(source) ? "" : "images of ",
                    source.size(), model.shape()));
        }
        try (Classifier classifier = new Classifier(model.net())) {
            Batch batch = new Batch(classifier, source, name, told);
            source.scan(row -> row / CASES_AT_ONCE % parts == part, batch::add);
            batch.classify();
            return batch;
        }
    }

    private static boolean isTable(CaseSource source) {
        return source.encoding() == ValueEncoding.FLOATS;
    }

    /** Cases on their way through the classifier. */
    private static final class Batch {
        private final Classifier classifier;
        private final int units;
        private final String name;
        private final Told told;
        private final int caseBytes;
        private final byte[] values;
        /** Of values that are floats; else empty. */
        private final float[] floats;
        private final int[] labels;
        private final int[] rows;
        private final long[][] confusion;
        /** The least bad of the worst mistakes first. */
        private final PriorityQueue<Mistake> worst = new PriorityQueue<>(BAD.reversed());
        private int count;

        Batch(Classifier classifier, CaseSource source, String name, Told told) {
            this.told = told;
            this.classifier = classifier;
            units = source.visible();
            caseBytes = Math.multiplyExact(units, source.encoding().bytes());
            this.name = name;
            int casesAtOnce = caseBytes <= MOST_BYTES / CASES_AT_ONCE ? CASES_AT_ONCE : Blas.ROW_BLOCK;
            values = new byte[Math.multiplyExact(casesAtOnce, caseBytes)];
            floats = new float[isTable(source) ? casesAtOnce * units : 0];
            labels = new int[casesAtOnce];
            rows = new int[casesAtOnce];
            confusion = new long[classifier.classes()][classifier.classes()];
        }

        void add(int row, byte[] pixels, int label) throws BadInputException {
            if (label == CaseSource.UNLABELLED) {
                return;
            }
            if (label >= classifier.classes()) {
                throw new BadInputException("%s: row %d has label %d, the model knows 0 to %d".formatted(name, row, label,
                        classifier.classes() - 1));
            }
            System.arraycopy(pixels, 0, values, count * caseBytes, caseBytes);
            rows[count] = row;
            labels[count++] = label;
            if (count == labels.length) {
                classify();
            }
        }

        void classify() {
            if (floats.length > 0) {
                ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats, 0, count * units);
            }
            ShardCases cases = floats.length > 0 ? ShardCases.ofFloats(units, floats, labels)
                    : ShardCases.ofBytes(units, values, labels);
            float[] probabilities = classifier.probabilities(count, cases::copy);
            for (int i = 0; i < count; i++) {
                int predicted = Classes.mostProbable(probabilities, i * classifier.classes(), classifier.classes());
                confusion[labels[i]][predicted]++;
                told.of(labels[i], probabilities, i * classifier.classes());
                if (predicted != labels[i]) {
                    note(i, predicted, probabilities[i * classifier.classes() + predicted]);
                }
            }
            count = 0;
        }

        private void note(int index, int predicted, float probability) {
            if (worst.size() < Mistake.MOST_KEPT || probability > worst.element().probability()) {
                worst.add(new Mistake(rows[index], labels[index], predicted, probability,
                        Arrays.copyOfRange(values, index * caseBytes, (index + 1) * caseBytes)));
            }
            if (worst.size() > Mistake.MOST_KEPT) {
                worst.remove();
            }
        }

        List<Mistake> worst() {
            return worst.stream().sorted(BAD).toList();
        }
    }
}
