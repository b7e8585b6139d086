package org.beliefgrid.jobs;

import java.io.IOException;
import org.beliefgrid.data.CaseSource;
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
        return requireCases(count(model, source, name, 0, 1), name);
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
        if (source.height() != model.shape().height() || source.width() != model.shape().width()) {
            throw new BadInputException("%s: images of %dx%d, the model takes %s".formatted(name, source.height(),
                    source.width(), model.shape()));
        }
        try (Classifier classifier = new Classifier(model.net())) {
            Batch batch = new Batch(classifier, source.visible(), name);
            source.scan(row -> row / CASES_AT_ONCE % parts == part, batch::add);
            batch.classify();
            return new Evaluation(batch.confusion);
        }
    }

    /** Cases on their way through the classifier. */
    private static final class Batch {
        private final Classifier classifier;
        private final int units;
        private final String name;
        private final byte[] values;
        private final int[] labels;
        private final long[][] confusion;
        private int count;

        Batch(Classifier classifier, int units, String name) {
            this.classifier = classifier;
            this.units = units;
            this.name = name;
            int casesAtOnce = units <= MOST_BYTES / CASES_AT_ONCE ? CASES_AT_ONCE : Blas.ROW_BLOCK;
            values = new byte[Math.multiplyExact(casesAtOnce, units)];
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
            System.arraycopy(pixels, 0, values, count * units, units);
            labels[count++] = label;
            if (count == labels.length) {
                classify();
            }
        }

        void classify() {
            ShardCases cases = ShardCases.ofBytes(units, values, labels);
            int[] predicted = classifier.classify(count, cases::copy);
            for (int i = 0; i < count; i++) {
                confusion[labels[i]][predicted[i]]++;
            }
            count = 0;
        }
    }
}
