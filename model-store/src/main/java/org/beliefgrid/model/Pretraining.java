package org.beliefgrid.model;

import java.util.Locale;

/**
 * How each restricted Boltzmann machine is trained. The defaults are those of Hinton's Practical Guide (2012) for binary
 * units on mini-batches of 100; block momentum is Chen and Huo (2016), 0 being the plain mean.
 *
 * @param epochs epochs of each layer, 0 to 1,000,000; default 10. With 0 the layers keep their initial weights
 * @param descent steps inside a shard; default learning rate 0.1, momentum 0.5 and from the sixth epoch on 0.9, weight cost
 *     0.0002
 * @param blockMomentum momentum of the averaged model from round to round; default 0
 * @param sampling of the negative statistics; default CD-1
 * @param units of the stack; default Bernoulli
 * @param sparsity target for the hidden units; default none
 * @param layerInput what an upper layer gets from the one below; default probabilities
 * @param labelUnits whether the top restricted Boltzmann machine learns the labels, too, as a group of softmax units beside the
 *     visible ones (Hinton, Osindero and Teh 2006); default false
 * @param initialDeviation of the initial weights; default 0.01
 */
public record Pretraining(int epochs, Descent descent, Momentum blockMomentum, Sampling sampling, Units units,
                          Sparsity sparsity, LayerInput layerInput, boolean labelUnits, InitialDeviation initialDeviation) {
    /** Epochs of a layer, or of fine-tuning, at most. */
    static final int MOST_EPOCHS = 1_000_000;

    /** The values that hold where a plan says nothing. */
    public static final Pretraining DEFAULTS = new Pretraining(10,
            Descent.of(0.1, new Momentum(0.5, 0.9, 5, Momentum.Ramp.STEP), 2e-4), Momentum.NONE, Sampling.CD1, Units.BERNOULLI,
            Sparsity.NONE, LayerInput.PROBABILITIES, false, InitialDeviation.of(0.01));

    /** What a layer learns from above another one. */
    public enum LayerInput {
        /** Mean activations of the layer below: less noise (Hinton and Salakhutdinov 2006). */
        PROBABILITIES,
        /** States drawn from them, anew in every epoch: what the upper machine's prior is about. */
        SAMPLES;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Pretraining {
        new Check()
                .that(epochs >= 0 && epochs <= MOST_EPOCHS, "epochs", "0 to " + MOST_EPOCHS, epochs)
                .that(!labelUnits || sampling.chains() == Sampling.Chains.DATA, "labelUnits", "false with persistent chains",
                        labelUnits)
                .that(sparsity.none() || units.hidden() == Units.Hidden.BERNOULLI, "sparsity.cost",
                        "0 with rectified hidden units, which are not on or off", sparsity.cost())
                .orThrow();
    }

    /** The defaults with other steps and sampling, and a block momentum that is the same in all epochs. */
    public static Pretraining of(int epochs, Descent descent, Sampling sampling, double blockMomentum) {
        return new Pretraining(epochs, descent, Momentum.constant(blockMomentum), sampling, Units.BERNOULLI, Sparsity.NONE,
                LayerInput.PROBABILITIES, false, DEFAULTS.initialDeviation);
    }

    /** The same with another number of epochs. */
    public Pretraining withEpochs(int newEpochs) {
        return new Pretraining(newEpochs, descent, blockMomentum, sampling, units, sparsity, layerInput, labelUnits,
                initialDeviation);
    }

    /** The same with other steps. */
    public Pretraining withDescent(Descent newDescent) {
        return new Pretraining(epochs, newDescent, blockMomentum, sampling, units, sparsity, layerInput, labelUnits,
                initialDeviation);
    }

    /** The same with another sampling. */
    public Pretraining withSampling(Sampling newSampling) {
        return new Pretraining(epochs, descent, blockMomentum, newSampling, units, sparsity, layerInput, labelUnits,
                initialDeviation);
    }

    /** The same with other units. */
    public Pretraining withUnits(Units newUnits) {
        return new Pretraining(epochs, descent, blockMomentum, sampling, newUnits, sparsity, layerInput, labelUnits,
                initialDeviation);
    }

    /** The same with or without label units at the top. */
    public Pretraining withLabelUnits(boolean newLabelUnits) {
        return new Pretraining(epochs, descent, blockMomentum, sampling, units, sparsity, layerInput, newLabelUnits,
                initialDeviation);
    }

    /** The same with another sparsity target. */
    public Pretraining withSparsity(Sparsity newSparsity) {
        return new Pretraining(epochs, descent, blockMomentum, sampling, units, newSparsity, layerInput, labelUnits,
                initialDeviation);
    }

    /** The same with another input of upper layers. */
    public Pretraining withLayerInput(LayerInput newLayerInput) {
        return new Pretraining(epochs, descent, blockMomentum, sampling, units, sparsity, newLayerInput, labelUnits,
                initialDeviation);
    }

    /** The same with another block momentum. */
    public Pretraining withBlockMomentum(Momentum newBlockMomentum) {
        return new Pretraining(epochs, descent, newBlockMomentum, sampling, units, sparsity, layerInput, labelUnits,
                initialDeviation);
    }

    /** The same with other initial weights. */
    public Pretraining withInitialDeviation(InitialDeviation newInitialDeviation) {
        return new Pretraining(epochs, descent, blockMomentum, sampling, units, sparsity, layerInput, labelUnits,
                newInitialDeviation);
    }
}
