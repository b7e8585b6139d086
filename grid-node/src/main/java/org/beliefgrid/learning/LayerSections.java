package org.beliefgrid.learning;

import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.learning.Section.Role;

/** Names and shapes of the sections that a deep belief network's layers have in a {@link State}. */
final class LayerSections {
    static final String SOFTMAX_WEIGHTS = "softmax.weights";
    static final String SOFTMAX_BIASES = "softmax.biases";
    static final String LABEL_WEIGHTS = "labels.weights";
    static final String LABEL_BIASES = "labels.biases";
    static final String INPUT_MEANS = "input.means";
    static final String INPUT_DEVIATIONS = "input.deviations";

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

    static String activity(int layer) {
        return "layer" + layer + ".activity";
    }

    static String chains(int layer) {
        return "layer" + layer + ".chains";
    }

    static String velocity(String section) {
        return section + ".velocity";
    }

    /** The three parameter sections of a restricted Boltzmann machine. */
    static List<Section> rbm(int layer, int visible, int hidden, Role role) {
        return List.of(new Section(weights(layer), Math.multiplyExact(visible, hidden), role),
                new Section(visibleBiases(layer), visible, role), new Section(hiddenBiases(layer), hidden, role));
    }

    /** The label units beside the visible ones of the top machine. */
    static List<Section> labels(int classes, int hidden, Role role) {
        return List.of(new Section(LABEL_WEIGHTS, Math.multiplyExact(classes, hidden), role),
                new Section(LABEL_BIASES, classes, role));
    }

    /** What standardises the data. */
    static List<Section> input(int visible, Role role) {
        return List.of(new Section(INPUT_MEANS, visible, role), new Section(INPUT_DEVIATIONS, visible, role));
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
