package org.beliefgrid.client;

import java.util.Map;
import java.util.Optional;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.TableEncoder;
import org.beliefgrid.scoring.Classes;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.CaseScorer;
import org.beliefgrid.scoring.ScorerPool;

/**
 * A model that is open: classes, probabilities, features, reconstructions and free energies of cases, computed in this
 * process. A case is an array of as many values as the network has visible units, as it was trained on: of images pixels /
 * 255; a standardisation is the model's own business. Arrays are not modified.
 *
 * <p>Thread-safe: threads do not wait for each other, each works on one core. One hundred cases in one call take much less time
 * than one hundred calls, and gives the same bits: those of an evaluation on the same OpenBLAS kernel.
 */
public final class Predictor implements AutoCloseable {
    private final SavedModel saved;
    private final Model model;
    private final Optional<TableEncoder> encoder;
    private final ScorerPool scorers;

    Predictor(SavedModel saved, Model model) {
        this.saved = saved;
        this.model = model;
        encoder = model.table().map(TableEncoder::new);
        scorers = new ScorerPool(model.net());
    }

    /** Which version of which model it is. */
    public SavedModel saved() {
        return saved;
    }

    /** Network, plan and provenance. */
    public Model model() {
        return model;
    }

    /** Values of a case. */
    public int inputs() {
        return model.net().visible();
    }

    /** Number of classes; 0 if the model was only pre-trained, without labels. */
    public int classes() {
        return model.net().classes();
    }

    /** Name of a class, 0 to {@link #classes} - 1: that of the training's table, or its number. */
    public String className(int label) {
        return model.className(label);
    }

    /**
     * The values of a row of a table, for a model that was trained on rows: scaled, and categories as units, as its columns
     * say. Columns that the model does not have are not looked at.
     *
     * @param row numbers or texts by the name of their column; one that is left out is a missing value
     * @return [inputs], new
     * @throws IllegalArgumentException if the model was not trained on a table, a column of numbers has something else, or a
     *     value is missing and the model's schema does not say what it becomes
     */
    public float[] values(Map<String, ?> row) {
        if (encoder.isEmpty()) {
            throw new IllegalArgumentException("model %s was not trained on rows of a table: it takes arrays of values"
                    .formatted(saved.reference()));
        }
        return encoder.get().encode(row);
    }

    /**
     * The most probable class of a case, the lower of two that are equal.
     *
     * @throws IllegalArgumentException if the case has another length, or values that are not finite, or the model has no
     *     classes
     */
    public int predict(float[] values) {
        return predict(new float[][] {values})[0];
    }

    /**
     * The most probable class of each case, the lower of two that are equal.
     *
     * @param cases [cases][inputs]
     * @return [cases]
     * @throws IllegalArgumentException if a case has another length, or values that are not finite, or the model has no classes
     */
    public int[] predict(float[][] cases) {
        float[][] probabilities = probabilities(cases);
        int[] classes = new int[cases.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = Classes.mostProbable(probabilities[i], 0, probabilities[i].length);
        }
        return classes;
    }

    /**
     * The probability of each class.
     *
     * @return [classes]
     * @throws IllegalArgumentException if the case has another length, or values that are not finite, or the model has no
     *     classes
     */
    public float[] probabilities(float[] values) {
        return probabilities(new float[][] {values})[0];
    }

    /**
     * The probability of each class for each case.
     *
     * @param cases [cases][inputs]
     * @return [cases][classes]
     * @throws IllegalArgumentException if a case has another length, or values that are not finite, or the model has no classes
     */
    public float[][] probabilities(float[][] cases) {
        if (classes() == 0) {
            throw new IllegalArgumentException(saved.reference() + ": the model was only pre-trained, it has no classes");
        }
        float[][] probabilities = rows(of(cases, CaseScorer::probabilities), classes());
        for (int i = 0; i < probabilities.length; i++) {
            if (!Classes.areProbabilities(probabilities[i])) {
                throw new IllegalArgumentException("case %d: its values are so large that a probability is no number"
                        .formatted(i));
            }
        }
        return probabilities;
    }

    /**
     * Features: the mean activations of the top hidden layer.
     *
     * @param cases [cases][inputs]
     * @return [cases][units of the last hidden layer]
     * @throws IllegalArgumentException if a case has another length, or values that are not finite
     */
    public float[][] transform(float[][] cases) {
        float[] features = of(cases, CaseScorer::features);
        return rows(features, model.net().hidden().get(model.net().hidden().size() - 1));
    }

    /**
     * Cases as the stack remembers them: up to the top hidden layer and down again by the same weights. After fine-tuning,
     * which changes the weights for the classes' sake, it remembers them less well.
     *
     * @param cases [cases][inputs]
     * @return [cases][inputs]
     * @throws IllegalArgumentException if a case has another length, or values that are not finite
     */
    public float[][] reconstruct(float[][] cases) {
        return rows(of(cases, CaseScorer::reconstructions), inputs());
    }

    /**
     * The free energy of each case in the lowest machine, an anomaly score: less is more probable, so what has more than the
     * cases learned from is unlike them. Only differences between cases of one model mean something.
     *
     * @param cases [cases][inputs]
     * @return [cases]
     * @throws IllegalArgumentException if a case has another length, or values that are not finite
     */
    public double[] freeEnergy(float[][] cases) {
        return of(cases, CaseScorer::freeEnergies);
    }

    /** What scorers do with cases. */
    @FunctionalInterface
    private interface Pass<R> {
        R of(CaseScorer scorer, int cases, Cases values);
    }

    private <R> R of(float[][] cases, Pass<R> pass) {
        for (int i = 0; i < cases.length; i++) {
            requireFits(cases[i], i);
        }
        return scorers.with(scorer -> pass.of(scorer, cases.length,
                (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset, cases[index].length)));
    }

    private void requireFits(float[] values, int index) {
        if (values.length != inputs()) {
            throw new IllegalArgumentException("case %d has %d values, model %s takes %d".formatted(index, values.length,
                    saved.reference(), inputs()));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("case %d, value %d: must be finite, was %s".formatted(index, i, values[i]));
            }
        }
    }

    private static float[][] rows(float[] values, int width) {
        float[][] rows = new float[values.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, i * width, rows[i], 0, width);
        }
        return rows;
    }

    /** Gives its memory back; calls that are under way come to their end. */
    @Override
    public void close() {
        scorers.close();
    }
}
