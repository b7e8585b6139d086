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
import org.beliefgrid.math.BareProducts.Shared;
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

    /**
     * Up, down, up again, with the same weights, and the whole gradient at once, for which the two halves of the mini-batch are
     * one matrix.
     */
    static List<Product> contrastiveDivergence(int visible, int hidden) {
        Shared weights = new Shared("weights", visible, hidden);
        Shared velocity = new Shared("velocity", visible, hidden);
        Shared below = new Shared("visible", 2 * MINI_BATCH, visible);
        Shared above = new Shared("hidden", 2 * MINI_BATCH, hidden);
        Shared states = new Shared("states", MINI_BATCH, hidden);
        return List.of(new Product(below.rows(0, MINI_BATCH), weights.all(), 0, above.rows(0, MINI_BATCH)),
                new Product(states.all(), weights.all().transposed(), 0, below.rows(MINI_BATCH, MINI_BATCH)),
                new Product(below.rows(MINI_BATCH, MINI_BATCH), weights.all(), 0, above.rows(MINI_BATCH, MINI_BATCH)),
                new Product(below.all().transposed(), above.all(), 1, velocity.all()));
    }

    /** Forward, back without the input's gradient, and the gradients of all weights. */
    static List<Product> backPropagation(int... units) {
        List<Product> products = forward(MINI_BATCH, units);
        for (int layer = units.length - 1; layer >= 0; layer--) {
            Shared deltas = deltas(layer, units);
            if (layer > 0) {
                products.add(new Product(deltas.all(), weights(layer, units).all().transposed(), 0,
                        deltas(layer - 1, units).all()));
            }
            products.add(new Product(outputs(MINI_BATCH, layer, units).all().transposed(), deltas.all(), 1,
                    new Shared("velocity" + layer, units[layer], unitsAbove(layer, units)).all()));
        }
        return products;
    }

    /** A forward pass of some rows up to the classes. */
    static List<Product> forward(int rows, int... units) {
        List<Product> products = new ArrayList<>();
        for (int layer = 0; layer < units.length; layer++) {
            products.add(new Product(outputs(rows, layer, units).all(), weights(layer, units).all(), 0,
                    outputs(rows, layer + 1, units).all()));
        }
        return products;
    }

    private static Shared weights(int layer, int... units) {
        return new Shared("weights" + layer, units[layer], unitsAbove(layer, units));
    }

    private static Shared outputs(int rows, int layer, int... units) {
        return new Shared("outputs" + layer, rows, layer < units.length ? units[layer] : CLASSES);
    }

    private static Shared deltas(int layer, int... units) {
        return new Shared("deltas" + layer, MINI_BATCH, unitsAbove(layer, units));
    }

    private static int unitsAbove(int layer, int... units) {
        return layer + 1 < units.length ? units[layer + 1] : CLASSES;
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
