package org.beliefgrid.learning;

import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.learning.Section.Role;

/** Names and shapes of the sections that a deep belief network's layers have in a {@link State}. */
final class LayerSections {
    static final String SOFTMAX_WEIGHTS = "softmax.weights";
    static final String SOFTMAX_BIASES = "softmax.biases";

    private LayerSections() {
    }

    static String weights(int layer) {
        return "layer" + layer + ".weights";
    }

    static String visibleBiases(int layer) {
        return "layer" + layer + ".visibleBiases";
    }

    static String hiddenBiases(int layer) {
        return "layer" + layer + ".hiddenBiases";
    }

    static String velocity(String section) {
        return section + ".velocity";
    }

    /** The three parameter sections of a restricted Boltzmann machine. */
    static List<Section> rbm(int layer, int visible, int hidden, Role role) {
        return List.of(new Section(weights(layer), Math.multiplyExact(visible, hidden), role),
                new Section(visibleBiases(layer), visible, role), new Section(hiddenBiases(layer), hidden, role));
    }

    /** A velocity beside each section. */
    static List<Section> velocities(List<Section> learned) {
        return learned.stream().map(section -> new Section(velocity(section.name()), section.length(), Role.VELOCITY)).toList();
    }

    /** A layout of groups of sections, one group after the other. */
    static List<Section> join(List<Section> frozen, List<Section> learned, List<Section> velocities, List<Section> driver) {
        return Stream.of(frozen, learned, velocities, driver).flatMap(List::stream).toList();
    }
}
