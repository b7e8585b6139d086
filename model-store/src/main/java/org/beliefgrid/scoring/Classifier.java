package org.beliefgrid.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * Classes of cases, by the softmax layer of a fine-tuned network, or where there is none by the free energies that the top
 * machine's label units give. Not thread-safe; its memory is given back by {@link #close}.
 */
public final class Classifier implements AutoCloseable {
    private static final int CASES_AT_ONCE = 480;

    private final ForwardPass pass;
    private final Optional<LabelFreeEnergy> freeEnergy;
    private final int classes;

    /**
     * @param net a network with a softmax layer or label units
     * @throws IllegalArgumentException if it has neither: it was only pre-trained, without labels
     */
    public Classifier(DeepBeliefNet net) {
        if (net.classes() == 0) {
            throw new IllegalArgumentException("the network was only pre-trained, it has no classes");
        }
        classes = net.classes();
        List<Layer> layers = new ArrayList<>(ForwardPass.hiddenLayers(net));
        if (net.softmax().isPresent()) {
            SoftmaxLayer softmax = net.softmax().get();
            layers.add(new Layer(softmax.inputs(), classes, softmax.weights(), softmax.biases(), Activation.SOFTMAX));
            freeEnergy = Optional.empty();
        } else {
            Rbm top = net.rbms().get(net.rbms().size() - 1);
            layers.set(layers.size() - 1, new Layer(top, Activation.LINEAR));
            freeEnergy = net.labelUnits().map(labels -> new LabelFreeEnergy(labels, net.units().hidden()));
        }
        pass = new ForwardPass(layers, net.standardisation(), CASES_AT_ONCE);
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /**
     * The probability of each class.
     *
     * @param cases number of cases
     * @param values of the cases, each as the network's visible units, mostly in [0, 1]
     * @return [cases x classes] row-major
     */
    public float[] probabilities(int cases, Cases values) {
        if (freeEnergy.isEmpty()) {
            return pass.through(cases, values);
        }
        float[] probabilities = new float[Math.multiplyExact(cases, classes)];
        for (int first = 0; first < cases; first += CASES_AT_ONCE) {
            int start = first;
            int count = Math.min(CASES_AT_ONCE, cases - first);
            float[] inputs = pass.through(count, (index, out, offset) -> values.copy(start + index, out, offset));
            freeEnergy.get().probabilities(count, inputs, probabilities, first);
        }
        return probabilities;
    }

    /**
     * The most probable class of each case, the lower of two that are equal.
     *
     * @param cases number of cases
     * @param values of the cases, each as the network's visible units
     */
    public int[] classify(int cases, Cases values) {
        float[] probabilities = probabilities(cases, values);
        int[] result = new int[cases];
        for (int i = 0; i < cases; i++) {
            result[i] = Classes.mostProbable(probabilities, i * classes, classes);
        }
        return result;
    }

    @Override
    public void close() {
        pass.close();
    }
}
