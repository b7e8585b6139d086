package org.beliefgrid.model;

import java.util.Locale;

/** A {@link TrainingPlan} as {@link PlanText} reads it again. */
final class PlanWriting {
    private PlanWriting() {
    }

    /** Every setting, always in the same order; a gate only where there is one. */
    static String text(TrainingPlan plan) {
        Pretraining pretraining = plan.pretraining();
        FineTuning fineTuning = plan.fineTuning();
        return String.format(Locale.ROOT, """
                hidden: %s
                shards: %d
                miniBatch: %d
                seed: %d
                averageEvery: %s
                heldOut: %s
                labels: %s
                blasCore: %s
                updateBits: %d
                pretraining:
                """, plan.hidden(), plan.shards(), plan.miniBatch(), plan.seed(),
                plan.averageEvery().setting(), plan.heldOut(),
                plan.labels() == TrainingPlan.ALL_LABELS ? "all" : plan.labels(),
                plan.blasCore().setting(), plan.updateBits())
                + common(pretraining.epochs(), pretraining.descent(), pretraining.blockMomentum())
                + pretraining(pretraining)
                + "fineTuning:\n"
                + common(fineTuning.epochs(), fineTuning.descent(), fineTuning.blockMomentum())
                + fineTuning(fineTuning)
                + algorithm(plan.algorithm())
                + plan.promoteIf().map(gate -> "promoteIf: " + gate + "\n").orElse("");
    }

    /** Nothing of a deep belief network, so that its plans are what they were before there were others. */
    private static String algorithm(AlgorithmPlan algorithm) {
        if (algorithm.isDefault()) {
            return "";
        }
        StringBuilder text = new StringBuilder("algorithm:\n  name: " + algorithm.name() + "\n");
        text.append(algorithm.settings().isEmpty() ? "" : "  settings:\n");
        algorithm.settings().forEach((name, value) -> text.append("    \"").append(name).append("\": ").append(quoted(value))
                .append('\n'));
        return text.toString();
    }

    /** A text between double quotes, whatever it has. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
            } else if (point < ' ' || point > '~') {
                quoted.append(String.format(Locale.ROOT, "\\U%08X", point));
            } else {
                quoted.appendCodePoint(point);
            }
        });
        return quoted.append('"').toString();
    }

    private static String common(int epochs, Descent descent, Momentum blockMomentum) {
        return String.format(Locale.ROOT, """
                  epochs: %d
                  learningRate: %s
                  momentum: %s
                  weightCost: %s
                  l1: %s
                  maxNorm: %s
                  blockMomentum: %s
                """, epochs, written(descent.learningRate()), written(descent.momentum()), descent.weightCost(),
                descent.l1(), descent.bounded() ? descent.maxNorm() : "none", written(blockMomentum));
    }

    private static String pretraining(Pretraining pretraining) {
        Sampling sampling = pretraining.sampling();
        Sparsity sparsity = pretraining.sparsity();
        InitialDeviation deviation = pretraining.initialDeviation();
        return String.format(Locale.ROOT, """
                  cdSteps: %d
                  chains: %s
                  reconstruction: %s
                  visibleUnits: %s
                  hiddenUnits: %s
                  sparsity: {target: %s, cost: %s, decay: %s}
                  layerInput: %s
                  labelUnits: %s
                  initialDeviation: %s
                """, sampling.cdSteps(), sampling.chains().setting(), sampling.reconstruction().setting(),
                pretraining.units().visible().setting(), pretraining.units().hidden().setting(), sparsity.target(),
                sparsity.cost(), sparsity.decay(), pretraining.layerInput().setting(), pretraining.labelUnits(),
                deviation.rule() == InitialDeviation.Rule.GIVEN ? deviation.value() : deviation.rule().setting());
    }

    private static String fineTuning(FineTuning fineTuning) {
        Dropout dropout = fineTuning.dropout();
        return String.format(Locale.ROOT, """
                  dropout: {visible: %s, hidden: %s}
                  loss: %s
                  averageLast: %d
                  patience: %d
                """, dropout.visible(), dropout.hidden().size() == 1 ? dropout.hidden().get(0) : dropout.hidden(),
                fineTuning.loss().setting(), fineTuning.averageLast(), fineTuning.patience())
                + regularised(fineTuning);
    }

    /** What plans did not have at first is written where it is used alone, so that the others are what they were before. */
    private static String regularised(FineTuning fineTuning) {
        Adversarial adversarial = fineTuning.adversarial();
        String smoothing = fineTuning.labelSmoothing() == 0 ? "" : "  labelSmoothing: " + fineTuning.labelSmoothing() + "\n";
        return adversarial.equals(Adversarial.NONE) ? smoothing : smoothing + String.format(Locale.ROOT,
                "  adversarial: {epsilon: %s, share: %s}%n", adversarial.epsilon(), adversarial.share());
    }

    private static String written(LearningRate rate) {
        return String.format(Locale.ROOT, "{initial: %s, schedule: %s, factor: %s, last: %s, warmUp: %d}", rate.initial(),
                rate.schedule().setting(), rate.factor(), rate.last(), rate.warmUp());
    }

    private static String written(Momentum momentum) {
        return String.format(Locale.ROOT, "{initial: %s, last: %s, epochs: %d, ramp: %s, form: %s}",
                momentum.initial(), momentum.last(), momentum.epochs(), momentum.ramp().setting(), momentum.form().setting());
    }
}
