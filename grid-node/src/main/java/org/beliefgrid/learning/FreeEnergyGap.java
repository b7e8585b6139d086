package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.FreeEnergy;

/**
 * How much higher the free energy of held-out cases is than that of as many training cases, always the same ones: it grows
 * when a machine overfits (Hinton's Practical Guide, section 15.1). Label units are left out of it: not every case has a label.
 * Where the layer is shown samples of the one below, mean activations are looked at.
 */
final class FreeEnergyGap {
    /** Sums over cases that a shard returns. */
    static final List<String> STATISTICS = List.of("free energy of held-out cases", "held-out cases looked at",
            "free energy of training cases", "training cases looked at");

    private static final int CASES_AT_ONCE = 480;

    private FreeEnergyGap() {
    }

    /** The {@link #STATISTICS} of a shard: its held-out cases, and the first of those that it learns from. */
    static double[] sums(RbmPretraining algorithm, ShardCases cases, State start) {
        int layer = algorithm.layer();
        int training = Math.min(cases.heldOut(), cases.cases());
        Rbm rbm = new Rbm(algorithm.visible(), algorithm.hidden(), start.get(weights(layer)), start.get(visibleBiases(layer)),
                start.get(hiddenBiases(layer)));
        try (FreeEnergy energy = new FreeEnergy(rbm, algorithm.visibleKind(), algorithm.hiddenKind(), CASES_AT_ONCE)) {
            Cases means = means(algorithm, cases);
            Cases heldOut = (index, out, offset) -> means.copy(cases.cases() + index, out, offset);
            return new double[] {sum(energy.of(cases.heldOut(), heldOut)), cases.heldOut(),
                sum(energy.of(training, means)), training};
        }
    }

    private static Cases means(RbmPretraining algorithm, ShardCases cases) {
        if (!algorithm.keepsTotalInputs()) {
            return cases::copy;
        }
        return (index, out, offset) -> {
            cases.copy(index, out, offset);
            Elementwise.rectify(out, cases.units());
        };
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * The gap, where a round looked at both kinds of cases.
     *
     * @param statistics means a case learned from
     * @param first index of the first of {@link #STATISTICS}
     * @param after which weights they were looked at with, such as {@code epoch 3}
     */
    static Optional<Figure> figure(double[] statistics, int first, String after) {
        if (!(statistics[first + 1] > 0 && statistics[first + 3] > 0)) {
            return Optional.empty();
        }
        double heldOut = statistics[first] / statistics[first + 1];
        double training = statistics[first + 2] / statistics[first + 3];
        return Optional.of(new Figure(RbmPretraining.FREE_ENERGY_GAP + " (" + after + ")", heldOut - training));
    }
}
