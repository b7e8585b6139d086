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
 * it is first asked for. Cases are numbered, and the result of one depends on its values and its number alone ({@link
 * PlacedCases}). Not thread-safe; its memory is given back by {@link #close}.
 */
public final class Scorer implements AutoCloseable {
    private static final int CASES_AT_ONCE = 480;

    private final DeepBeliefNet net;
    private Classifier classifier;
    private ForwardPass features;
    private ForwardPass reconstruction;
    private FreeEnergy freeEnergy;

    /** @param net not modified */
    public Scorer(DeepBeliefNet net) {
        this.net = net;
    }

    /**
     * The probability of each class.
     *
     * @param numbers of the cases
     * @param values of the cases, each as the network's visible units, mostly in [0, 1]
     * @return [cases x classes] row-major
     * @throws IllegalArgumentException if the network was only pre-trained, without labels
     */
    public float[] probabilities(long[] numbers, Cases values) {
        if (classifier == null) {
            classifier = new Classifier(net);
        }
        PlacedCases placed = new PlacedCases(numbers, values, net.visible());
        return placed.ofCases(classifier.probabilities(placed.rows(), placed), net.classes());
    }

    /**
     * Mean activations of the top hidden layer.
     *
     * @param numbers of the cases
     * @param values of the cases, each as the network's visible units
     * @return [cases x hidden units of the last layer] row-major
     */
    public float[] features(long[] numbers, Cases values) {
        List<Integer> hidden = net.hidden();
        if (features == null) {
            features = new ForwardPass(ForwardPass.hiddenLayers(net), net.standardisation(), CASES_AT_ONCE);
        }
        PlacedCases placed = new PlacedCases(numbers, values, net.visible());
        return placed.ofCases(features.through(placed.rows(), placed), hidden.get(hidden.size() - 1));
    }

    /**
     * Cases as the stack remembers them: mean activations up to the top hidden layer and down again, by the same weights. What
     * was standardised on the way in is put back into the units of the cases.
     *
     * @param numbers of the cases
     * @param values of the cases, each as the network's visible units
     * @return [cases x visible units] row-major
     */
    public float[] reconstructions(long[] numbers, Cases values) {
        if (reconstruction == null) {
            reconstruction = new ForwardPass(upAndDown(), net.standardisation(), CASES_AT_ONCE);
        }
        PlacedCases placed = new PlacedCases(numbers, values, net.visible());
        float[] result = placed.ofCases(reconstruction.through(placed.rows(), placed), net.visible());
        net.standardisation().ifPresent(input -> putBack(result, input));
        return result;
    }

    private List<Layer> upAndDown() {
        List<Layer> layers = new ArrayList<>(ForwardPass.hiddenLayers(net));
        for (int layer = net.rbms().size() - 1; layer >= 0; layer--) {
            Rbm rbm = net.rbms().get(layer);
            layers.add(new Layer(rbm.hidden(), rbm.visible(), transposed(rbm), rbm.visibleBiases(),
                    Activation.of(UnitKind.visible(net.units(), layer))));
        }
        return layers;
    }

    private static float[] transposed(Rbm rbm) {
        float[] result = new float[rbm.weights().length];
        for (int i = 0; i < rbm.visible(); i++) {
            for (int j = 0; j < rbm.hidden(); j++) {
                result[j * rbm.visible() + i] = rbm.weights()[i * rbm.hidden() + j];
            }
        }
        return result;
    }

    private static void putBack(float[] values, Standardisation input) {
        int units = input.visible();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * input.deviations()[i % units] + input.means()[i % units];
        }
    }

    /**
     * The free energy of each case in the lowest machine ({@link FreeEnergy}). Less is more probable, so what has more than
     * the cases learned from is unlike them.
     *
     * @param numbers of the cases
     * @param values of the cases, each as the network's visible units
     * @return [cases]
     */
    public double[] freeEnergies(long[] numbers, Cases values) {
        if (freeEnergy == null) {
            freeEnergy = new FreeEnergy(net.rbms().get(0), UnitKind.visible(net.units(), 0), UnitKind.hidden(net.units()),
                    CASES_AT_ONCE);
        }
        PlacedCases placed = new PlacedCases(numbers, values, net.visible());
        double[] ofRows = freeEnergy.of(placed.rows(), standardised(placed));
        double[] result = new double[numbers.length];
        for (int index = 0; index < result.length; index++) {
            result[index] = ofRows[placed.row(index)];
        }
        return result;
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
