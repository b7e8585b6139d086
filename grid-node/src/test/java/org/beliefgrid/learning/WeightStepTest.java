package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Momentum.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Several mini-batches of steps against their definition in doubles, with every combination of costs, bound and momentum. */
class WeightStepTest {
    private static final double LEARNING_RATE = 0.2;
    /** Mini-batches of several sizes, the last one shorter. */
    private static final int[] MINI_BATCHES = {10, 10, 10, 10, 10, 3};
    /** So small that most columns of the random weights are longer, so that the bound is at work. */
    private static final double BOUND = 1;

    static List<Descent> descents() {
        List<Descent> descents = new ArrayList<>();
        for (double momentum : new double[] {0, 0.5, 0.9}) {
            for (Form form : Form.values()) {
                for (double weightCost : new double[] {0, 0.02, 1}) {
                    for (double l1 : new double[] {0, 0.01}) {
                        for (double maxNorm : new double[] {Descent.NO_BOUND, BOUND, 1000}) {
                            descents.add(descent(momentum, form, weightCost, l1, maxNorm));
                        }
                    }
                }
            }
        }
        return descents;
    }

    @ParameterizedTest
    @MethodSource("descents")
    void theStepsAreThoseOfTheDefinition(Descent descent) {
        compare(7, 5, descent, 1e-5);
    }

    /** Passes over the weights work on a few rows at a time: here the last one has fewer, or a row is longer than a pass. */
    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"100, 60", "3, 5000", "137, 1", "1, 9"})
    void theStepsAreThoseOfTheDefinitionForAnySize(int inputs, int units) {
        for (Form form : Form.values()) {
            compare(inputs, units, descent(0.9, form, 0.02, 0.01, BOUND), 1e-4);
        }
    }

    /** What changes the result must be more than what the comparison lets pass. */
    @Test
    void everySettingShows() {
        Descent plain = descent(0.5, Form.CLASSICAL, 0, 0, Descent.NO_BOUND);
        for (Descent other : List.of(descent(0.5, Form.NESTEROV, 0, 0, Descent.NO_BOUND),
                descent(0.5, Form.CLASSICAL, 0.02, 0, Descent.NO_BOUND),
                descent(0.5, Form.CLASSICAL, 0, 0.01, Descent.NO_BOUND), descent(0.5, Form.CLASSICAL, 0, 0, BOUND))) {
            Definition without = new Definition(7, 5, plain);
            Definition with = new Definition(7, 5, other);
            without.run();
            with.run();
            double largest = 0;
            for (int i = 0; i < without.w.length; i++) {
                largest = Math.max(largest, Math.abs(without.w[i] - with.w[i]));
            }
            assertTrue(largest > 1e-3, largest + " with " + other);
        }
    }

    @Test
    void noColumnIsLongerThanTheBound() {
        Definition definition = new Definition(40, 30, descent(0.9, Form.CLASSICAL, 0, 0, BOUND));
        float[] weights = definition.found()[0];
        int atTheBound = 0;
        for (int unit = 0; unit < 30; unit++) {
            double squares = 0;
            for (int input = 0; input < 40; input++) {
                squares += weights[input * 30 + unit] * weights[input * 30 + unit];
            }
            assertTrue(Math.sqrt(squares) < BOUND * (1 + 1e-6), "length " + Math.sqrt(squares));
            atTheBound += Math.sqrt(squares) > BOUND * (1 - 1e-6) ? 1 : 0;
        }
        assertTrue(atTheBound > 0, "some are at the bound");
    }

    /** A bound that nothing reaches takes another way through the steps, but changes nothing. */
    @Test
    void aBoundThatNothingReachesChangesNoBit() {
        float[][] bounded = new Definition(40, 30, descent(0.9, Form.CLASSICAL, 0, 0, 1e6)).found();
        float[][] free = new Definition(40, 30, descent(0.9, Form.CLASSICAL, 0, 0, Descent.NO_BOUND)).found();
        assertArrayEquals(free[0], bounded[0]);
        assertArrayEquals(free[1], bounded[1]);
    }

    private static Descent descent(double momentum, Form form, double weightCost, double l1, double maxNorm) {
        return new Descent(LearningRate.constant(LEARNING_RATE), new Momentum(momentum, momentum, 0, Momentum.Ramp.STEP, form),
                weightCost, l1, maxNorm);
    }

    private static void compare(int inputs, int units, Descent descent, double tolerance) {
        Definition definition = new Definition(inputs, units, descent);
        float[][] found = definition.found();
        definition.run();
        for (int i = 0; i < definition.w.length; i++) {
            assertEquals(definition.w[i], found[0][i], tolerance, descent + " weight " + i);
            assertEquals(definition.v[i], found[1][i], tolerance, descent + " velocity " + i);
        }
    }

    /**
     * The definition, with the gradients of a linear model, which depend on the weights: a mini-batch x and targets y give
     * {@code transposed(x) (x w - y)}, so that errors would grow from step to step. With costs the gradient has
     * {@code weightCost w + l1 sign(w)} besides. Classical momentum: {@code v = m v - rate gradient; w = w + v}. Nesterov's: w
     * is the place ahead of {@code w' = w - m v}; the gradient of the model is taken at w, that of the costs at w';
     * {@code v = m v - rate gradient; w = w' + (1 + m) v}. Then every column longer than the bound is scaled down to it.
     */
    private static final class Definition {
        private final int inputs;
        private final int units;
        private final Descent descent;
        private final float[] weights;
        private final float[] velocity;
        private final List<float[]> x = new ArrayList<>();
        private final List<float[]> y = new ArrayList<>();
        final double[] w;
        final double[] v;

        Definition(int inputs, int units, Descent descent) {
            this.inputs = inputs;
            this.units = units;
            this.descent = descent;
            Random random = new Random(3);
            weights = RandomValues.floats(random, inputs * units, 0.6);
            velocity = RandomValues.floats(random, inputs * units, 0.05);
            for (int cases : MINI_BATCHES) {
                x.add(RandomValues.floats(random, cases * inputs, 1 / Math.sqrt(inputs)));
                y.add(RandomValues.floats(random, cases * units, 1));
            }
            w = doubles(weights);
            v = doubles(velocity);
        }

        /** Weights and velocity after the steps of {@link WeightStep}. */
        float[][] found() {
            Steps steps = Steps.of(descent, 0, 1);
            try (WeightStep step = new WeightStep(inputs, units, weights, velocity, steps);
                    Matrix below = new Matrix(MINI_BATCHES[0], inputs); Matrix above = new Matrix(MINI_BATCHES[0], units)) {
                for (int batch = 0; batch < MINI_BATCHES.length; batch++) {
                    int cases = MINI_BATCHES[batch];
                    below.set(x.get(batch), cases * inputs);
                    step.up(1, below.first(cases), above.first(cases));
                    float[] errors = new float[cases * units];
                    above.get(errors, errors.length);
                    for (int i = 0; i < errors.length; i++) {
                        errors[i] -= y.get(batch)[i];
                    }
                    above.set(errors, errors.length);
                    step.take(-steps.perCase(cases), below.first(cases), above.first(cases));
                }
                float[] copy = step.copyOfWeights();
                return new float[][] {copy, step.copyOfVelocity(copy)};
            }
        }

        /** Brings {@link #w} and {@link #v} to the end. */
        void run() {
            double momentum = (float) descent.momentum().last();
            boolean nesterov = descent.momentum().nesterov();
            for (int batch = 0; batch < MINI_BATCHES.length; batch++) {
                double[] gradient = gradient(batch);
                for (int i = 0; i < w.length; i++) {
                    double left = nesterov ? w[i] - momentum * v[i] : w[i];
                    double slope = gradient[i] + descent.weightCost() * left + descent.l1() * Math.signum(left);
                    v[i] = momentum * v[i] - LEARNING_RATE * slope;
                    w[i] = left + (nesterov ? 1 + momentum : 1) * v[i];
                }
                for (int unit = 0; unit < units; unit++) {
                    bound(unit);
                }
            }
        }

        private double[] gradient(int batch) {
            int cases = MINI_BATCHES[batch];
            double[] gradient = new double[w.length];
            for (int one = 0; one < cases; one++) {
                for (int unit = 0; unit < units; unit++) {
                    double error = -y.get(batch)[one * units + unit];
                    for (int input = 0; input < inputs; input++) {
                        error += x.get(batch)[one * inputs + input] * w[input * units + unit];
                    }
                    for (int input = 0; input < inputs; input++) {
                        gradient[input * units + unit] += x.get(batch)[one * inputs + input] * error / cases;
                    }
                }
            }
            return gradient;
        }

        private void bound(int unit) {
            double squares = 0;
            for (int input = 0; input < inputs; input++) {
                squares += w[input * units + unit] * w[input * units + unit];
            }
            double factor = Math.min(1, descent.maxNorm() / Math.sqrt(squares));
            for (int input = 0; input < inputs; input++) {
                w[input * units + unit] *= factor;
            }
        }

        private static double[] doubles(float[] values) {
            double[] doubles = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                doubles[i] = values[i];
            }
            return doubles;
        }
    }
}
