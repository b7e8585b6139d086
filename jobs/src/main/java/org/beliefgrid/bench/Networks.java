package org.beliefgrid.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.learning.Averaging;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RbmPretraining;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.math.BareProducts.Product;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;

/** The algorithms that are measured, the products of their mini-batches, and cases for them. */
final class Networks {
    static final int MINI_BATCH = 100;
    static final int CLASSES = 10;
    private static final long SEED = 1;

    private Networks() {
    }

    /** CD-1 of the top layer of a stack. */
    static RbmPretraining pretraining(int... units) {
        return new RbmPretraining(units, 0, Averaging.everyEpoch(MINI_BATCH), SEED, false, Pretraining.DEFAULTS);
    }

    static BackPropagation fineTuning(Dropout dropout, int... units) {
        return new BackPropagation(units, CLASSES, Averaging.everyEpoch(MINI_BATCH), SEED, false, Pretraining.DEFAULTS,
                FineTuning.of(1, Descent.of(0.1, Momentum.constant(0.9), 0), 0, dropout));
    }

    /** The state in which an algorithm starts after untrained ones below it. */
    static State start(IterativeAlgorithm algorithm, int... units) {
        State state = State.EMPTY;
        for (int layer = 2; layer <= units.length; layer++) {
            state = pretraining(Arrays.copyOf(units, layer)).start(state);
        }
        return algorithm instanceof BackPropagation ? algorithm.start(state) : state;
    }

    /** Up, down, up again, and the whole gradient at once, for which the two halves of the mini-batch are one matrix. */
    static List<Product> contrastiveDivergence(int visible, int hidden) {
        Product up = new Product(MINI_BATCH, hidden, visible, 0);
        return List.of(up, new Product(MINI_BATCH, visible, hidden, 0), up, new Product(visible, hidden, 2 * MINI_BATCH, 1));
    }

    /** Forward, back without the input's gradient, and the gradients of all weights. */
    static List<Product> backPropagation(int... units) {
        int[] all = Arrays.copyOf(units, units.length + 1);
        all[units.length] = CLASSES;
        List<Product> products = forward(MINI_BATCH, units);
        for (int layer = units.length - 1; layer >= 0; layer--) {
            if (layer > 0) {
                products.add(new Product(MINI_BATCH, all[layer], all[layer + 1], 0));
            }
            products.add(new Product(all[layer], all[layer + 1], MINI_BATCH, 1));
        }
        return products;
    }

    /** A forward pass of some rows up to the classes. */
    static List<Product> forward(int rows, int... units) {
        List<Product> products = new ArrayList<>();
        for (int layer = 0; layer < units.length; layer++) {
            products.add(new Product(rows, layer + 1 < units.length ? units[layer + 1] : CLASSES, units[layer], 0));
        }
        return products;
    }

    /** Labelled cases of random values: bytes as the first layer sees them, or floats as the others do. */
    static ShardCases cases(int cases, int units, boolean bytes) {
        CounterStream stream = CounterStream.of(SEED, Purpose.DRAWING);
        int[] labels = new int[cases];
        for (int i = 0; i < cases; i++) {
            labels[i] = stream.below(i, CLASSES);
        }
        float[] values = new float[Math.multiplyExact(cases, units)];
        stream.uniform(0, values, values.length);
        if (!bytes) {
            return ShardCases.ofFloats(units, values, labels);
        }
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (int) (256 * values[i]);
        }
        return ShardCases.ofBytes(units, pixels, labels);
    }
}
