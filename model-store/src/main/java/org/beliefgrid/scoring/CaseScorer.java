package org.beliefgrid.scoring;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * All that a network says of cases: class probabilities, features, reconstructions and free energies. Each is made ready when
 * it is first asked for. The result of a case does not depend on those beside it, nor on its place among them. Not thread-safe;
 * its memory is given back by {@link #close}.
 */
public final class CaseScorer implements AutoCloseable {
    private static final int CASES_AT_ONCE = 480;

    private final DeepBeliefNet net;
    private Classifier classifier;
    private ForwardPass features;
    private ForwardPass reconstruction;
    private FreeEnergy freeEnergy;

    /** @param net not modified */
    public CaseScorer(DeepBeliefNet net) {
        this.net = net;
    }

    /**
     * The probability of each class.
     *
     * @param cases number of cases
     * @param values of the cases, each as the network's visible units, mostly in [0, 1]
     * @return [cases x classes] row-major
     * @throws IllegalArgumentException if the network was only pre-trained, without labels
     */
    public float[] probabilities(int cases, Cases values) {
        if (classifier == null) {
            classifier = new Classifier(net);
        }
        return classifier.probabilities(cases, values);
    }

    /**
     * Mean activations of the top hidden layer.
     *
     * @param cases number of cases
     * @param values of the cases, each as the network's visible units
     * @return [cases x hidden units of the last layer] row-major
     * @throws IllegalArgumentException if the network has no hidden layers
     */
    public float[] features(int cases, Cases values) {
        if (features == null) {
            requireHiddenLayers();
            features = new ForwardPass(ForwardPass.hiddenLayers(net), net.standardisation(), CASES_AT_ONCE);
        }
        return features.through(cases, values);
    }

    /**
     * Cases as the stack remembers them: mean activations up to the top hidden layer and down again, by the same weights. What
     * was standardised on the way in is put back into the units of the cases.
     *
     * @param cases number of cases
     * @param values of the cases, each as the network's visible units
     * @return [cases x visible units] row-major
     * @throws IllegalArgumentException if the network has no hidden layers
     */
    public float[] reconstructions(int cases, Cases values) {
        if (reconstruction == null) {
            requireHiddenLayers();
            reconstruction = new ForwardPass(upAndDown(), net.standardisation(), CASES_AT_ONCE);
        }
        float[] result = reconstruction.through(cases, values);
        net.standardisation().ifPresent(input -> putBack(result, input));
        return result;
    }

    private void requireHiddenLayers() {
        if (net.rbms().isEmpty()) {
            throw new IllegalArgumentException("the network has no hidden layers");
        }
    }

    private List<Layer> upAndDown() {
        List<Layer> layers = new ArrayList<>(ForwardPass.hiddenLayers(net));
        for (int layer = net.rbms().size() - 1; layer >= 0; layer--) {
            Rbm rbm = net.rbms().get(layer);
            layers.add(new Layer(rbm.hidden(), rbm.visible(), DownwardPass.transposed(rbm.weights(), rbm.visible(),
                    rbm.hidden()), rbm.visibleBiases(),
                    Activation.of(UnitKind.visible(net.units(), layer))));
        }
        return layers;
    }

    /** Standardised values in the numbers that cases come in. */
    static void putBack(float[] values, Standardisation input) {
        int units = input.visible();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * input.deviations()[i % units] + input.means()[i % units];
        }
    }

    /**
     * The free energy of each case in the lowest machine ({@link FreeEnergy}). Less is more probable, so what has more than
     * the cases learned from is unlike them.
     *
     * @param cases number of cases
     * @param values of the cases, each as the network's visible units
     * @return [cases]
     * @throws IllegalArgumentException if the network has no hidden layers
     */
    public double[] freeEnergies(int cases, Cases values) {
        if (freeEnergy == null) {
            requireHiddenLayers();
            freeEnergy = new FreeEnergy(net.rbms().get(0), UnitKind.visible(net.units(), 0), UnitKind.hidden(net.units()),
                    CASES_AT_ONCE);
        }
        return freeEnergy.of(cases, standardised(values));
    }

    private Cases standardised(Cases cases) {
        if (net.standardisation().isEmpty()) {
            return cases;
        }
        Standardisation input = net.standardisation().get();
        float[] one = new float[net.visible()];
        return (index, out, offset) -> {
            cases.copy(index, one, 0);
            Elementwise.standardise(one, 1, input.means(), input.deviations());
            System.arraycopy(one, 0, out, offset, one.length);
        };
    }

    @Override
    public void close() {
        if (classifier != null) {
            classifier.close();
        }
        if (features != null) {
            features.close();
        }
        if (reconstruction != null) {
            reconstruction.close();
        }
        if (freeEnergy != null) {
            freeEnergy.close();
        }
    }
}
