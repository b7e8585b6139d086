package org.beliefgrid.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * The way down through a stack of restricted Boltzmann machines, by the weights of the way up and the visible biases. As on the
 * way up, the result of a case does not depend on those passed with it. Not thread-safe; its memory is given back by {@link
 * #close}.
 */
final class DownwardPass implements AutoCloseable {
    private final DeepBeliefNet net;
    private final List<ForwardPass> layers = new ArrayList<>();

    /** @param casesAtOnce most cases a product, at least 1; does not change the result */
    DownwardPass(DeepBeliefNet net, int casesAtOnce) {
        this.net = net;
        for (Rbm rbm : net.rbms()) {
            Layer layer = new Layer(rbm.hidden(), rbm.visible(), transposed(rbm.weights(), rbm.visible(), rbm.hidden()),
                    rbm.visibleBiases(), Activation.LINEAR);
            layers.add(new ForwardPass(List.of(layer), Optional.empty(), casesAtOnce));
        }
    }

    /** @param matrix [rows x columns] row-major, not modified */
    static float[] transposed(float[] matrix, int rows, int columns) {
        float[] result = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[column * rows + row] = matrix[row * columns + column];
            }
        }
        return result;
    }

    /**
     * Total inputs of a layer's visible units, biases included.
     *
     * @param layer counted from 0 at the data
     * @param hidden [count x hidden units] of the layer, not modified
     * @return [count x visible units] of the layer
     */
    float[] inputs(int layer, int count, float[] hidden) {
        int units = net.rbms().get(layer).hidden();
        return layers.get(layer).through(count, (index, out, offset) -> System.arraycopy(hidden, index * units, out, offset,
                units));
    }

    /**
     * Mean activations of units.
     *
     * @param inputs [count x units] total inputs, overwritten by means
     * @param units number of units
     */
    static void means(UnitKind kind, float[] inputs, int count, int units) {
        switch (kind) {
            case BERNOULLI -> Elementwise.addBiasesAndSigmoid(inputs, count, new float[units]);
            case GAUSSIAN -> { }
            case RECTIFIED -> Elementwise.rectify(inputs, inputs.length);
        }
    }

    @Override
    public void close() {
        layers.forEach(ForwardPass::close);
    }
}
