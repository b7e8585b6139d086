package org.beliefgrid.learning;

import java.util.Arrays;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;

/** The mean activations of a layer for all cases of a shard: the frozen layers below it, applied once. */
final class UpwardPass implements AutoCloseable {
    private final int[] units;
    private final int layers;
    private final int casesAtOnce;
    private final Matrix[] weights;
    private final float[][] biases;
    private final Matrix[] activations;

    /**
     * @param units units of the layers from the data upwards
     * @param layers how many layers of weights to pass
     * @param casesAtOnce cases a product, at least {@link Blas#LEAST_ROWS}; does not change the result
     */
    UpwardPass(int[] units, int layers, int casesAtOnce) {
        this.units = units;
        this.layers = layers;
        this.casesAtOnce = casesAtOnce;
        weights = new Matrix[layers];
        biases = new float[layers][];
        activations = new Matrix[layers + 1];
        for (int layer = 0; layer <= layers; layer++) {
            activations[layer] = new Matrix(casesAtOnce, units[layer]);
        }
    }

    void setLayer(int layer, float[] layerWeights, float[] hiddenBiases) {
        weights[layer] = new Matrix(units[layer], units[layer + 1]);
        weights[layer].set(layerWeights, layerWeights.length);
        biases[layer] = hiddenBiases;
    }

    /** The activations of the top layer, [cases x units]. */
    float[] through(ShardCases cases) {
        int top = units[layers];
        float[] result = new float[Math.multiplyExact(cases.cases(), top)];
        float[] buffer = new float[casesAtOnce * Arrays.stream(units).max().orElseThrow()];
        for (int first = 0; first < cases.cases(); first += casesAtOnce) {
            int count = Math.min(casesAtOnce, cases.cases() - first);
            for (int i = 0; i < count; i++) {
                cases.copy(first + i, buffer, i * units[0]);
            }
            int rows = Math.max(count, Blas.LEAST_ROWS);
            Arrays.fill(buffer, count * units[0], rows * units[0], 0);
            activations[0].set(buffer, rows * units[0]);
            for (int layer = 0; layer < layers; layer++) {
                Blas.product(1, activations[layer].first(rows), weights[layer].all(), 0, activations[layer + 1].first(rows));
                activations[layer + 1].get(buffer, rows * units[layer + 1]);
                Elementwise.addBiasesAndSigmoid(buffer, rows, biases[layer]);
                activations[layer + 1].set(buffer, rows * units[layer + 1]);
            }
            System.arraycopy(buffer, 0, result, first * top, count * top);
        }
        return result;
    }

    @Override
    public void close() {
        for (Matrix matrix : activations) {
            matrix.close();
        }
        for (Matrix matrix : weights) {
            if (matrix != null) {
                matrix.close();
            }
        }
    }
}
