package org.beliefgrid.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.math.Blas;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.scoring.Classifier;

/** Holds a model against labelled cases. Unlabelled ones are passed over. */
public final class Evaluator {
    /** A whole number of blocks, so that only the last product is filled up. */
    private static final int CASES_AT_ONCE = 40 * Blas.ROW_BLOCK;
    private static final int MOST_BYTES = 64 * 1024 * 1024;

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
        if (source.height() != model.shape().height() || source.width() != model.shape().width()) {
            throw new BadInputException("%s: %s%s, the model takes %s".formatted(name, isTable(source) ? "" : "images of ",
                    source.size(), model.shape()));
        }
        try (Classifier classifier = new Classifier(model.net())) {
            Batch batch = new Batch(classifier, source, name);
            source.scan(row -> true, batch::add);
            batch.classify();
            Evaluation evaluation = new Evaluation(batch.confusion);
            if (evaluation.cases() == 0) {
                throw new BadInputException(name + ": no labelled case to evaluate");
            }
            return evaluation;
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
        private final int caseBytes;
        private final byte[] values;
        /** Of values that are floats; else empty. */
        private final float[] floats;
        private final int[] labels;
        private final long[][] confusion;
        private int count;

        Batch(Classifier classifier, CaseSource source, String name) {
            this.classifier = classifier;
            units = source.visible();
            caseBytes = Math.multiplyExact(units, source.encoding().bytes());
            this.name = name;
            int casesAtOnce = caseBytes <= MOST_BYTES / CASES_AT_ONCE ? CASES_AT_ONCE : Blas.ROW_BLOCK;
            values = new byte[Math.multiplyExact(casesAtOnce, caseBytes)];
            floats = new float[isTable(source) ? casesAtOnce * units : 0];
            labels = new int[casesAtOnce];
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
            int[] predicted = classifier.classify(count, cases::copy);
            for (int i = 0; i < count; i++) {
                confusion[labels[i]][predicted[i]]++;
            }
            count = 0;
        }
    }
}
