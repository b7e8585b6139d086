package org.beliefgrid.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;

/**
 * Parameters under the name that they have in exported files, layers counted from 1 at the data: {@code standardisation.means}
 * and {@code .deviations}; {@code layer1.weights}, {@code .visibleBiases}, {@code .hiddenBiases}, {@code layer2.weights} and so
 * on; {@code labelUnits.weights} and {@code .biases}; {@code softmax.weights} and {@code .biases}.
 *
 * @param name unique in a model
 * @param shape one or two sizes
 * @param values row-major, finite; not modified
 */
record NamedTensor(String name, List<Integer> shape, float[] values) {
    /** All that a network has, by name, in the order of the model file. */
    static Map<String, NamedTensor> of(DeepBeliefNet net) {
        List<NamedTensor> tensors = new ArrayList<>();
        if (net.standardisation().isPresent()) {
            Standardisation input = net.standardisation().get();
            tensors.add(new NamedTensor("standardisation.means", List.of(input.visible()), input.means()));
            tensors.add(new NamedTensor("standardisation.deviations", List.of(input.visible()), input.deviations()));
        }
        for (int layer = 1; layer <= net.rbms().size(); layer++) {
            Rbm rbm = net.rbms().get(layer - 1);
            String name = "layer" + layer;
            tensors.add(new NamedTensor(name + ".weights", List.of(rbm.visible(), rbm.hidden()), rbm.weights()));
            tensors.add(new NamedTensor(name + ".visibleBiases", List.of(rbm.visible()), rbm.visibleBiases()));
            tensors.add(new NamedTensor(name + ".hiddenBiases", List.of(rbm.hidden()), rbm.hiddenBiases()));
        }
        if (net.labelUnits().isPresent()) {
            LabelUnits labels = net.labelUnits().get();
            tensors.add(new NamedTensor("labelUnits.weights", List.of(labels.classes(), labels.hidden()), labels.weights()));
            tensors.add(new NamedTensor("labelUnits.biases", List.of(labels.classes()), labels.biases()));
        }
        if (net.softmax().isPresent()) {
            SoftmaxLayer top = net.softmax().get();
            tensors.add(new NamedTensor("softmax.weights", List.of(top.inputs(), top.classes()), top.weights()));
            tensors.add(new NamedTensor("softmax.biases", List.of(top.classes()), top.biases()));
        }
        Map<String, NamedTensor> byName = new LinkedHashMap<>();
        tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
        return byName;
    }
}
