package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.learning.Section.Role;

/** Names and order of an unrolled autoencoder's layers: up from the data to the code, then down again. */
final class AutoencoderSections {
    /** The driver's: mean squared errors of the training and of the held-out cases in the end. */
    static final String ERRORS = "autoencoder.errors";

    private AutoencoderSections() {
    }

    /** Name of a layer of weights, counted from 0 at the data through the whole of the unrolled network. */
    static String layer(int index, int layers) {
        return index < layers ? "encoder" + index : "decoder" + (2 * layers - 1 - index);
    }

    /** Units below a layer of weights. */
    static int below(int[] units, int index) {
        int layers = units.length - 1;
        return index < layers ? units[index] : units[2 * layers - index];
    }

    /** Units above a layer of weights. */
    static int above(int[] units, int index) {
        return below(units, index + 1);
    }

    static String weights(int index, int layers) {
        return layer(index, layers) + ".weights";
    }

    static String biases(int index, int layers) {
        return layer(index, layers) + ".biases";
    }

    /** Weights [below x above] and biases [above] of all layers. */
    static List<Section> learned(int[] units) {
        int layers = units.length - 1;
        List<Section> learned = new ArrayList<>();
        for (int index = 0; index < 2 * layers; index++) {
            int above = above(units, index);
            learned.add(new Section(weights(index, layers), Math.multiplyExact(below(units, index), above), Role.LEARNED));
            learned.add(new Section(biases(index, layers), above, Role.LEARNED));
        }
        return learned;
    }
}
