package org.beliefgrid.scoring;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.ForwardPass.Layer;

/** Classes of cases, by a fine-tuned network. Not thread-safe; its memory is given back by {@link #close}. */
public final class Classifier implements AutoCloseable {
    private static final int CASES_AT_ONCE = 480;

    private final ForwardPass pass;
    private final int classes;

    /**
     * @param net a network with a softmax layer
     * @throws IllegalArgumentException if it has none: it was only pre-trained
     */
    public Classifier(DeepBeliefNet net) {
        SoftmaxLayer softmax = net.softmax().orElseThrow(
                () -> new IllegalArgumentException("the network was only pre-trained, it has no classes"));
        List<Layer> layers = new ArrayList<>();
        for (Rbm rbm : net.rbms()) {
            layers.add(new Layer(rbm.visible(), rbm.hidden(), rbm.weights(), rbm.hiddenBiases()));
        }
        layers.add(new Layer(softmax.inputs(), softmax.classes(), softmax.weights(), softmax.biases()));
        classes = softmax.classes();
        pass = new ForwardPass(layers, true, CASES_AT_ONCE);
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
        return pass.through(cases, values);
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
            for (int label = 1; label < classes; label++) {
                if (probabilities[i * classes + label] > probabilities[i * classes + result[i]]) {
                    result[i] = label;
                }
            }
        }
        return result;
    }

    @Override
    public void close() {
        pass.close();
    }
}
