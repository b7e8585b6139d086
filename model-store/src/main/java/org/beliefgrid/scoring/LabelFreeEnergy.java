package org.beliefgrid.scoring;

import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Units;

/**
 * Class probabilities from the top machine's free energy with each label beside its visible units v:
 * <pre>
 * F(v, y) = -d_y - b.v - sum over j of softplus(c_j + (vW)_j + U_yj)       softplus(x) = log(1 + exp(x))
 * p(y | v) = exp(-F(v, y)) / sum over all labels of the same
 * </pre>
 * which is exact: with Bernoulli hidden units the sum over their states can be written down (Larochelle and Bengio,
 * "Classification using discriminative restricted Boltzmann machines", 2008). What the labels have in common cancels, b.v above
 * all. A rectified unit stands for Bernoulli units with biases lower by 0.5, 1.5, 2.5 and so on (Nair and Hinton, "Rectified
 * linear units improve restricted Boltzmann machines", 2010): its term is the sum of theirs.
 *
 * <p>With {@code x_j = c_j + (vW)_j}, {@code exp} is taken once a case and unit, not once a label: {@code softplus(x + u) =
 * max(x, 0) + log(exp(-max(x, 0)) + exp(min(x, 0)) exp(u))}, whose first term the labels have in common; and logarithms of
 * products are taken, of as many factors as a double holds. {@link StrictMath} and plain arithmetic: the same bits on any
 * machine. Thread-safe. Needs the JDK alone.
 */
public final class LabelFreeEnergy {
    /** A factor within these bounds can be multiplied to a product within them without leaving the doubles. */
    private static final double SMALLEST = 1e-150;
    private static final double LARGEST = 1e150;

    /** From here on the copies of a rectified unit sum to {@code x^2 / 2} and a constant within 1e-8 (Euler and Maclaurin). */
    private static final double MANY_COPIES = 20;
    private static final double NEXT_COPY = StrictMath.exp(-1);
    /** Copies below this add nothing to a double. */
    private static final double NO_COPY = 1e-18;

    private final LabelUnits labels;
    private final boolean rectified;
    private final double[] exponentials;

    /**
     * @param labels not modified
     * @param hidden what the top machine's hidden units are
     */
    public LabelFreeEnergy(LabelUnits labels, Units.Hidden hidden) {
        this.labels = labels;
        rectified = hidden == Units.Hidden.RECTIFIED;
        exponentials = new double[labels.weights().length];
        for (int i = 0; i < exponentials.length; i++) {
            exponentials[i] = StrictMath.exp(labels.weights()[i]);
        }
    }

    /**
     * @param cases number of cases
     * @param inputs [cases x hidden] of the top machine's hidden units without labels, their biases added; not modified
     * @param probabilities [all cases x classes], overwritten from row {@code row} on
     */
    public void probabilities(int cases, float[] inputs, float[] probabilities, int row) {
        double[] scores = new double[labels.classes()];
        double[] rests = new double[labels.hidden()];
        double[] slopes = new double[labels.hidden()];
        for (int i = 0; i < cases; i++) {
            int start = i * labels.hidden();
            if (rectified) {
                scoreRectified(inputs, start, scores);
            } else {
                for (int unit = 0; unit < rests.length; unit++) {
                    double input = inputs[start + unit];
                    rests[unit] = StrictMath.exp(-Math.max(input, 0));
                    slopes[unit] = StrictMath.exp(Math.min(input, 0));
                }
                score(inputs, start, rests, slopes, scores);
            }
            softmax(scores, probabilities, (row + i) * labels.classes());
        }
    }

    /**
     * Minus the free energy of every label, but for what all have in common.
     *
     * @param rests [hidden] {@code exp(-max(x, 0))} of the case
     * @param slopes [hidden] {@code exp(min(x, 0))} of the case
     * @param scores [classes], overwritten
     */
    private void score(float[] inputs, int start, double[] rests, double[] slopes, double[] scores) {
        for (int label = 0; label < scores.length; label++) {
            double sum = labels.biases()[label];
            double product = 1;
            for (int unit = 0; unit < rests.length; unit++) {
                int weight = label * rests.length + unit;
                double factor = rests[unit] + slopes[unit] * exponentials[weight];
                if (factor > SMALLEST && factor < LARGEST) {
                    product *= factor;
                    if (!(product > SMALLEST && product < LARGEST)) {
                        sum += StrictMath.log(product);
                        product = 1;
                    }
                } else {
                    double input = inputs[start + unit];
                    sum += HiddenTerm.softplus(input + labels.weights()[weight]) - Math.max(input, 0);
                }
            }
            scores[label] = sum + StrictMath.log(product);
        }
    }

    private void scoreRectified(float[] inputs, int start, double[] scores) {
        for (int label = 0; label < scores.length; label++) {
            double sum = labels.biases()[label];
            double product = 1;
            for (int unit = 0; unit < labels.hidden(); unit++) {
                double input = (double) inputs[start + unit] + labels.weights()[label * labels.hidden() + unit];
                if (input > MANY_COPIES) {
                    sum += 0.5 * input * input + HiddenTerm.BEYOND;
                    continue;
                }
                for (double copy = StrictMath.exp(input - 0.5); copy > NO_COPY; copy *= NEXT_COPY) {
                    product *= 1 + copy;
                }
                if (product > LARGEST) {
                    sum += StrictMath.log(product);
                    product = 1;
                }
            }
            scores[label] = sum + StrictMath.log(product);
        }
    }

    private static void softmax(double[] scores, float[] probabilities, int start) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (int label = 0; label < scores.length; label++) {
            scores[label] = StrictMath.exp(scores[label] - largest);
            sum += scores[label];
        }
        for (int label = 0; label < scores.length; label++) {
            probabilities[start + label] = (float) (scores[label] / sum);
        }
    }
}
