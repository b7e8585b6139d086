package org.beliefgrid.scoring;

import static org.beliefgrid.scoring.RandomFloats.normals;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardPassTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 1);
    private static final int CASES = 480;

    /** Shapes that the kernels for small products would take, some of them only in small batches, and large ones. */
    private static List<int[]> stacks() {
        return List.of(new int[] {784, 500, 500, 2000, 10}, new int[] {33, 129, 5}, new int[] {6, 4, 3},
                new int[] {784, 30, 10});
    }

    @ParameterizedTest(name = "batches of {0}")
    @ValueSource(ints = {1, 2, 3, 99, 100, 479})
    void aCaseDoesNotDependOnThoseBesideIt(int batch) {
        for (int[] units : stacks()) {
            Random random = new Random(SEED);
            List<Layer> layers = layers(units, random);
            float[][] cases = new float[CASES][units[0]];
            for (float[] one : cases) {
                for (int unit = 0; unit < one.length; unit++) {
                    one[unit] = random.nextFloat();
                }
            }
            float[][] others = new float[CASES][units[0]];
            for (float[] one : others) {
                Arrays.fill(one, 1e3f * random.nextFloat());
            }
            int top = units[units.length - 1];
            try (ForwardPass pass = new ForwardPass(layers, true, CASES)) {
                float[] together = pass.through(CASES, (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset,
                        units[0]));
                pass.through(CASES, (index, out, offset) -> System.arraycopy(others[index], 0, out, offset, units[0]));
                float[] apart = pass.through(batch, (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset,
                        units[0]));
                assertArrayEquals(Arrays.copyOf(together, batch * top), apart, () -> Arrays.toString(units) + ", seed " + SEED);
            }
        }
    }

    @ParameterizedTest(name = "{0} places later")
    @ValueSource(ints = {1, 5, 6, 7, 13, 100})
    void aCaseDoesNotDependOnItsPlace(int places) {
        for (int[] units : stacks()) {
            Random random = new Random(SEED);
            List<Layer> layers = layers(units, random);
            float[] values = new float[CASES * units[0]];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            int top = units[units.length - 1];
            int fewer = CASES - places;
            try (ForwardPass pass = new ForwardPass(layers, true, CASES)) {
                float[] all = pass.through(CASES,
                        (index, out, offset) -> System.arraycopy(values, index * units[0], out, offset, units[0]));
                float[] later = pass.through(fewer,
                        (index, out, offset) -> System.arraycopy(values, (index + places) * units[0], out, offset, units[0]));
                assertArrayEquals(Arrays.copyOfRange(all, places * top, CASES * top), later,
                        () -> Arrays.toString(units) + ", seed " + SEED);
            }
        }
    }

    @ParameterizedTest(name = "{0} cases, {1} units")
    @CsvSource({"1, BERNOULLI", "7, BERNOULLI", "100, BERNOULLI", "7, RECTIFIED", "100, RECTIFIED"})
    void theResultIsThatOfThePlainLoop(int count, Units.Hidden hidden) {
        for (int[] units : stacks()) {
            Random random = new Random(SEED);
            List<Layer> layers = layers(units, random);
            float[][] cases = new float[count][units[0]];
            for (float[] one : cases) {
                for (int unit = 0; unit < one.length; unit++) {
                    one[unit] = random.nextFloat();
                }
            }
            int top = units[units.length - 1];
            List<Layer> kinds = new ArrayList<>();
            for (Layer layer : layers) {
                kinds.add(new Layer(layer.inputs(), layer.units(), layer.weights(), layer.biases(),
                        layer.units() == top ? Activation.SOFTMAX : Activation.of(hidden)));
            }
            try (ForwardPass pass = new ForwardPass(kinds, Optional.empty(), 60)) {
                float[] found = pass.through(count, (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset,
                        units[0]));
                for (int i = 0; i < count; i++) {
                    double[] expected = plain(layers, hidden, cases[i]);
                    for (int unit = 0; unit < top; unit++) {
                        assertEquals(expected[unit], found[i * top + unit], 2e-5, "case " + i + ", seed " + SEED);
                    }
                }
            }
        }
    }

    @Test
    void rectifiedUnitsGiveThePositivePartAndGaussianOnesTheTotalInput() {
        Random random = new Random(SEED);
        int[] units = {9, 8, 7};
        List<Layer> logistic = layers(units, random);
        List<Layer> layers = List.of(of(UnitKind.RECTIFIED, logistic.get(0)), of(UnitKind.GAUSSIAN, logistic.get(1)));
        float[][] cases = new float[50][];
        for (int i = 0; i < cases.length; i++) {
            cases[i] = normals(random, units[0], 0.05);
        }
        try (ForwardPass pass = new ForwardPass(layers, false, 48)) {
            float[] found = pass.through(cases.length,
                    (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset, units[0]));
            for (int i = 0; i < cases.length; i++) {
                double[] below = inputs(layers.get(0), doubles(cases[i]));
                double[] top = inputs(layers.get(1), Arrays.stream(below).map(input -> Math.max(0, input)).toArray());
                for (int unit = 0; unit < top.length; unit++) {
                    assertEquals(top[unit], found[i * top.length + unit], 1e-6, "case " + i + ", seed " + SEED);
                }
            }
        }
    }

    private static Layer of(UnitKind kind, Layer layer) {
        return new Layer(layer.inputs(), layer.units(), layer.weights(), layer.biases(), Activation.of(kind));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static double[] inputs(Layer layer, double[] below) {
        double[] above = doubles(layer.biases());
        for (int unit = 0; unit < above.length; unit++) {
            for (int input = 0; input < below.length; input++) {
                above[unit] += below[input] * layer.weights()[input * above.length + unit];
            }
        }
        return above;
    }

    private static double[] plain(List<Layer> layers, Units.Hidden hidden, float[] values) {
        double[] below = new double[values.length];
        Arrays.setAll(below, i -> values[i]);
        for (Layer layer : layers) {
            double[] above = new double[layer.units()];
            for (int unit = 0; unit < above.length; unit++) {
                above[unit] = layer.biases()[unit];
                for (int input = 0; input < below.length; input++) {
                    above[unit] += below[input] * layer.weights()[input * above.length + unit];
                }
            }
            boolean top = layer == layers.get(layers.size() - 1);
            below = Arrays.stream(above).map(sum -> top ? Math.exp(sum)
                    : hidden == Units.Hidden.RECTIFIED ? Math.max(0, sum) : 1 / (1 + Math.exp(-sum))).toArray();
        }
        double sum = Arrays.stream(below).sum();
        return Arrays.stream(below).map(value -> value / sum).toArray();
    }

    private static List<Layer> layers(int[] units, Random random) {
        List<Layer> layers = new ArrayList<>();
        for (int layer = 0; layer + 1 < units.length; layer++) {
            layers.add(new Layer(units[layer], units[layer + 1], normals(random, units[layer] * units[layer + 1], 0.05),
                    normals(random, units[layer + 1], 0.05)));
        }
        return layers;
    }
}
