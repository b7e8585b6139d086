package org.beliefgrid.store;

import java.util.Optional;
import java.util.function.IntFunction;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;

/** What a model file takes: no parameter may be infinite or NaN, neither when it is written nor when it is read. */
final class FiniteParameters {
    private FiniteParameters() {
    }

    /** The first parameter that is not finite, if there is one, as a message. */
    static Optional<String> firstThatIsNot(DeepBeliefNet net) {
        Optional<String> found = net.standardisation().flatMap(
                input -> notFinite("mean ", input.means(), Integer::toString)
                        .or(() -> notFinite("deviation ", input.deviations(), Integer::toString)));
        for (int layer = 0; layer < net.rbms().size() && found.isEmpty(); layer++) {
            Rbm rbm = net.rbms().get(layer);
            String name = "layer " + layer;
            found = notFinite(name + " weight ", rbm.weights(), rowAndColumn(rbm.hidden()))
                    .or(() -> notFinite(name + " visible bias ", rbm.visibleBiases(), Integer::toString))
                    .or(() -> notFinite(name + " hidden bias ", rbm.hiddenBiases(), Integer::toString));
        }
        return found.or(() -> net.labelUnits().flatMap(
                labels -> notFinite("label weight ", labels.weights(), rowAndColumn(labels.hidden()))
                        .or(() -> notFinite("label bias ", labels.biases(), Integer::toString))))
                .or(() -> net.softmax().flatMap(
                        top -> notFinite("softmax weight ", top.weights(), rowAndColumn(top.classes()))
                                .or(() -> notFinite("softmax bias ", top.biases(), Integer::toString))));
    }

    private static Optional<String> notFinite(String name, float[] values, IntFunction<String> place) {
        for (int index = 0; index < values.length; index++) {
            if (!Float.isFinite(values[index])) {
                return Optional.of(name + place.apply(index) + " is " + values[index]);
            }
        }
        return Optional.empty();
    }

    private static IntFunction<String> rowAndColumn(int columns) {
        return index -> index / columns + "," + index % columns;
    }
}
