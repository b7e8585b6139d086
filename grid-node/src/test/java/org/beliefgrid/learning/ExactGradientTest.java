package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;

/**
 * Contrastive divergence with many steps against the gradient of the log-likelihood, by finite differences of the exact one: of
 * a machine with Gaussian visible units, whose visible side is integrated in closed form, and of one with label units. One
 * mini-batch of very many copies of a small data set, with learning rate 1, gives what the kernel does on average.
 */
class ExactGradientTest {
    private static final int V = 3;
    private static final int H = 2;
    private static final int CLASSES = 3;
    private static final int COPIES = 10_000;
    private static final int EPOCHS = 12;
    private static final float[] WEIGHTS = {0.7f, -0.5f, -0.6f, 0.4f, 0.3f, 0.8f};
    private static final float[] VISIBLE_BIASES = {0.2f, -0.3f, 0.1f};
    private static final float[] HIDDEN_BIASES = {-0.2f, 0.3f};
    private static final float[] LABEL_WEIGHTS = {0.9f, -0.7f, -0.8f, 0.6f, 0.2f, 0.5f};
    private static final float[] LABEL_BIASES = {0.1f, -0.2f, 0.3f};
    private static final float[][] REAL_DATA = {{0.5f, -1.2f, 0.3f}, {1.4f, 0.2f, -0.8f}, {-0.6f, 0.9f, 1.1f},
        {0.1f, 0.4f, -1.5f}};
    private static final float[][] BINARY_DATA = {{1, 0, 1}, {0, 1, 1}, {1, 1, 0}, {0, 0, 1}};
    private static final int[] LABELS = {2, 0, ShardCases.UNLABELLED, 1};

    @Test
    void withGaussianVisibleUnitsItComesToTheGradientOfTheLogLikelihood() {
        List<float[]> parameters = List.of(WEIGHTS, VISIBLE_BIASES, HIDDEN_BIASES);
        Pretraining settings = settings(1).withUnits(new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI));
        double[] gradient = gradient(parameters, ExactGradientTest::gaussianLogLikelihood);
        double[] one = measured(0, settings, parameters, REAL_DATA);
        double[] many = measured(0, settings.withSampling(sampling(20)), parameters, REAL_DATA);
        // Visible states have a deviation near 1.2, and products with hidden units no more.
        double noise = 1.2 / Math.sqrt((double) REAL_DATA.length * COPIES * EPOCHS);
        String measured = TestSeed.replay("CD-20 %.4f away, CD-1 %.4f".formatted(distance(gradient, many),
                distance(gradient, one)));
        assertTrue(distance(gradient, many) < 6 * noise + 1e-3, measured);
        assertTrue(distance(gradient, one) > 3 * distance(gradient, many), measured);
    }

    @Test
    void withLabelUnitsItComesToTheGradientOfTheLogLikelihoodOfCasesAndLabels() {
        List<float[]> parameters = List.of(WEIGHTS, VISIBLE_BIASES, HIDDEN_BIASES, LABEL_WEIGHTS, LABEL_BIASES);
        double[] gradient = gradient(parameters, ExactGradientTest::logLikelihoodWithLabels);
        double[] one = measured(CLASSES, settings(1), parameters, BINARY_DATA);
        double[] many = measured(CLASSES, settings(20), parameters, BINARY_DATA);
        double noise = 0.5 / Math.sqrt((double) BINARY_DATA.length * COPIES * EPOCHS);
        String measured = TestSeed.replay("CD-20 %.4f away, CD-1 %.4f".formatted(distance(gradient, many),
                distance(gradient, one)));
        assertTrue(distance(gradient, many) < 6 * noise + 1e-3, measured);
        assertTrue(distance(gradient, one) > 3 * distance(gradient, many), measured);
    }

    private static Sampling sampling(int cdSteps) {
        return new Sampling(cdSteps, Chains.DATA, Reconstruction.SAMPLES);
    }

    private static Pretraining settings(int cdSteps) {
        return Pretraining.of(1, Descent.of(1, Momentum.NONE, 0), sampling(cdSteps), 0);
    }

    private static double[] measured(int classes, Pretraining settings, List<float[]> parameters, float[][] data) {
        RbmPretraining algorithm = new RbmPretraining(new int[] {V, H}, classes, Averaging.everyEpoch(data.length * COPIES),
                TestSeed.VALUE, false, settings);
        return MeanIncrement.of(algorithm, MeanIncrement.copies(data, LABELS, COPIES), parameters, EPOCHS);
    }

    private static double[] gradient(List<float[]> parameters, ToDoubleFunction<double[]> logLikelihood) {
        double[] all = new double[parameters.stream().mapToInt(section -> section.length).sum()];
        int next = 0;
        for (float[] section : parameters) {
            for (float value : section) {
                all[next++] = value;
            }
        }
        double[] gradient = new double[all.length];
        double step = 1e-5;
        for (int i = 0; i < all.length; i++) {
            double value = all[i];
            all[i] = value + step;
            double above = logLikelihood.applyAsDouble(all);
            all[i] = value - step;
            double below = logLikelihood.applyAsDouble(all);
            all[i] = value;
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    private static double w(double[] p, int i, int j) {
        return p[i * H + j];
    }

    private static double a(double[] p, int i) {
        return p[V * H + i];
    }

    private static double b(double[] p, int j) {
        return p[V * H + V + j];
    }

    private static double labelWeight(double[] p, int label, int j) {
        return p[V * H + V + H + label * H + j];
    }

    private static double labelBias(double[] p, int label) {
        return p[V * H + V + H + CLASSES * H + label];
    }

    /**
     * {@code E(v, h) = |v - a|^2 / 2 - b h - v W h}. Over v it integrates to {@code (2 pi)^(V/2) exp(b h + |a + W h|^2 / 2 -
     * |a|^2 / 2)} for each h.
     */
    private static double gaussianLogLikelihood(double[] p) {
        double partition = 0;
        for (int hidden = 0; hidden < 1 << H; hidden++) {
            double exponent = V / 2.0 * Math.log(2 * Math.PI);
            for (int i = 0; i < V; i++) {
                double mean = a(p, i);
                for (int j = 0; j < H; j++) {
                    mean += bit(hidden, j) * w(p, i, j);
                }
                exponent += (mean * mean - a(p, i) * a(p, i)) / 2;
            }
            for (int j = 0; j < H; j++) {
                exponent += bit(hidden, j) * b(p, j);
            }
            partition += Math.exp(exponent);
        }
        double sum = 0;
        for (float[] v : REAL_DATA) {
            double ofCase = 0;
            for (int hidden = 0; hidden < 1 << H; hidden++) {
                double exponent = 0;
                for (int i = 0; i < V; i++) {
                    exponent -= (v[i] - a(p, i)) * (v[i] - a(p, i)) / 2;
                }
                ofCase += Math.exp(exponent - hiddenEnergy(p, v, -1, hidden));
            }
            sum += Math.log(ofCase / partition) / REAL_DATA.length;
        }
        return sum;
    }

    /** A labelled case by the machine with the label group, one without a label by the machine without it. */
    private static double logLikelihoodWithLabels(double[] p) {
        double joint = 0;
        double alone = 0;
        for (int visible = 0; visible < 1 << V; visible++) {
            float[] v = {bit(visible, 0), bit(visible, 1), bit(visible, 2)};
            alone += weight(p, v, -1);
            for (int label = 0; label < CLASSES; label++) {
                joint += weight(p, v, label);
            }
        }
        double sum = 0;
        for (int i = 0; i < BINARY_DATA.length; i++) {
            double partition = LABELS[i] == ShardCases.UNLABELLED ? alone : joint;
            sum += Math.log(weight(p, BINARY_DATA[i], LABELS[i]) / partition) / BINARY_DATA.length;
        }
        return sum;
    }

    private static double weight(double[] p, float[] v, int label) {
        double visible = label < 0 ? 0 : labelBias(p, label);
        for (int i = 0; i < V; i++) {
            visible += v[i] * a(p, i);
        }
        double sum = 0;
        for (int hidden = 0; hidden < 1 << H; hidden++) {
            sum += Math.exp(visible - hiddenEnergy(p, v, label, hidden));
        }
        return sum;
    }

    private static double hiddenEnergy(double[] p, float[] v, int label, int hidden) {
        double energy = 0;
        for (int j = 0; j < H; j++) {
            double input = b(p, j) + (label < 0 ? 0 : labelWeight(p, label, j));
            for (int i = 0; i < V; i++) {
                input += v[i] * w(p, i, j);
            }
            energy -= bit(hidden, j) * input;
        }
        return energy;
    }

    private static int bit(int state, int unit) {
        return state >> unit & 1;
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
