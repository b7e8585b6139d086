package org.beliefgrid.model;

import java.util.Locale;

/**
 * How the whole stack and the softmax layer on top are trained by back-propagation.
 *
 * @param epochs 0 to 1,000,000; default 20; with 0 the model has no softmax layer
 * @param descent steps inside a shard; default learning rate 0.1, momentum 0.5 and by 0.05 an epoch to 0.9, no costs, no bound
 * @param blockMomentum momentum of the averaged model from round to round (Chen and Huo 2016); default 0
 * @param dropout which share of the units drops out of each mini-batch; default none
 * @param loss what is made small; default cross-entropy
 * @param averageLast the result is the mean of the parameters after each of the last so many epochs (Polyak and Juditsky 1992;
 *     Izmailov et al. 2018), 0 and up, at most {@code epochs}; default 0, the last epoch's
 * @param patience with held-out cases: training ends when their error has had no new minimum for so many epochs, and the result
 *     is the epoch of the minimum (Prechelt 1998), 0 and up; default 0: all epochs, the last one's
 * @param labelSmoothing the right answer is 1 less this share, which all classes get in equal parts (Szegedy et al.,
 *     "Rethinking the Inception architecture", 2016, section 7), in [0, 1); default 0
 * @param adversarial copies of the cases that the same steps learn; default none
 */
public record FineTuning(int epochs, Descent descent, Momentum blockMomentum, Dropout dropout, Loss loss, int averageLast,
                         int patience, double labelSmoothing, Adversarial adversarial) {
    /** The values that hold where a plan says nothing. */
    public static final FineTuning DEFAULTS = of(20, Descent.of(0.1, new Momentum(0.5, 0.9, 8, Momentum.Ramp.LINEAR), 0), 0,
            Dropout.NONE);

    /** What fine-tuning makes small. */
    public enum Loss {
        /** Minus the logarithm of the right class's probability. */
        CROSS_ENTROPY,
        /** Half the squared distance between the classes' probabilities and the right answer, 1 and zeros (Brier 1950). */
        SQUARED_ERROR;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public FineTuning {
        new Check()
                .that(epochs >= 0 && epochs <= Pretraining.MOST_EPOCHS, "epochs", "0 to " + Pretraining.MOST_EPOCHS, epochs)
                .that(averageLast >= 0 && averageLast <= Math.max(0, epochs), "averageLast", "from 0 to epochs, " + epochs,
                        averageLast)
                .that(patience >= 0, "patience", "0 or more", patience)
                .that(patience == 0 || averageLast == 0, "patience", "0 with averageLast " + averageLast, patience)
                .that(labelSmoothing >= 0 && (float) labelSmoothing < 1, "labelSmoothing", "in [0, 1)", labelSmoothing)
                .orThrow();
    }

    /** Cross-entropy, all epochs, the last one's parameters; a block momentum that is the same in all epochs. */
    public static FineTuning of(int epochs, Descent descent, double blockMomentum, Dropout dropout) {
        return new FineTuning(epochs, descent, Momentum.constant(blockMomentum), dropout, Loss.CROSS_ENTROPY, 0, 0, 0,
                Adversarial.NONE);
    }

    /** The same with another number of epochs; means are of as many of the last ones as there are. */
    public FineTuning withEpochs(int newEpochs) {
        return new FineTuning(newEpochs, descent, blockMomentum, dropout, loss, Math.min(averageLast, Math.max(0, newEpochs)),
                patience, labelSmoothing, adversarial);
    }

    /** The same with other steps. */
    public FineTuning withDescent(Descent newDescent) {
        return new FineTuning(epochs, newDescent, blockMomentum, dropout, loss, averageLast, patience, labelSmoothing,
                adversarial);
    }

    /** The same with another loss. */
    public FineTuning withLoss(Loss newLoss) {
        return new FineTuning(epochs, descent, blockMomentum, dropout, newLoss, averageLast, patience, labelSmoothing,
                adversarial);
    }

    /** The same with another mean of last epochs. */
    public FineTuning withAverageLast(int newAverageLast) {
        return new FineTuning(epochs, descent, blockMomentum, dropout, loss, newAverageLast, patience, labelSmoothing,
                adversarial);
    }

    /** The same with another patience. */
    public FineTuning withPatience(int newPatience) {
        return new FineTuning(epochs, descent, blockMomentum, dropout, loss, averageLast, newPatience, labelSmoothing,
                adversarial);
    }

    /** The same with another block momentum. */
    public FineTuning withBlockMomentum(Momentum newBlockMomentum) {
        return new FineTuning(epochs, descent, newBlockMomentum, dropout, loss, averageLast, patience, labelSmoothing,
                adversarial);
    }

    /** The same with another label smoothing. */
    public FineTuning withLabelSmoothing(double newLabelSmoothing) {
        return new FineTuning(epochs, descent, blockMomentum, dropout, loss, averageLast, patience, newLabelSmoothing,
                adversarial);
    }

    /** The same with other copies. */
    public FineTuning withAdversarial(Adversarial newAdversarial) {
        return new FineTuning(epochs, descent, blockMomentum, dropout, loss, averageLast, patience, labelSmoothing,
                newAdversarial);
    }
}
