package org.beliefgrid.model;

import java.util.Locale;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.BlasCore;

/**
 * A {@link TrainingPlan} as people write it: a YAML mapping of
 * <pre>
 * hidden            list of whole numbers, units of each hidden layer from the data upwards
 * shards            whole number
 * miniBatch         whole number
 * seed              whole number of 64 bits
 * blasCore          any, or name of an OpenBLAS kernel, in capitals or not
 * updateBits        32 or 16
 * pretraining       mapping of
 *   epochs            whole number
 *   learningRate      number
 *   momentum          number, or mapping of
 *     initial           number
 *     last              number
 *     epochs            whole number
 *     ramp              step or linear
 *   weightCost        number
 *   cdSteps           whole number
 *   reconstruction    probabilities or samples
 *   blockMomentum     number
 *   initialDeviation  number
 * fineTuning        mapping of epochs, learningRate, momentum, weightCost, blockMomentum, and
 *   dropout           mapping of
 *     visible           number
 *     hidden            number
 * </pre>
 * The records say what each means, its bounds and its default; whatever is left out has the default. A momentum that is a
 * number holds in all epochs.
 */
public final class PlanText {
    private static final String MAPPING = "a mapping of settings";

    private PlanText() {
    }

    /**
     * Reads a plan.
     *
     * @param name name of the file, for messages
     * @param text the file
     * @throws InvalidConfigException if the text is not YAML, or a setting is unknown, of a wrong type or out of its bounds; the
     *         message has one line for each problem of the whole file
     */
    public static TrainingPlan read(String name, String text) {
        Settings settings = Settings.read(name, text);
        TrainingPlan defaults = TrainingPlan.DEFAULTS;
        TrainingPlan plan = settings.valid(defaults, () -> new TrainingPlan(
                settings.wholes("hidden", defaults.hidden()),
                settings.whole("shards", defaults.shards()),
                settings.whole("miniBatch", defaults.miniBatch()),
                settings.wholeLong("seed", defaults.seed()),
                blasCore(settings, defaults.blasCore()),
                settings.whole("updateBits", defaults.updateBits()),
                pretraining(settings.section("pretraining", MAPPING), defaults.pretraining()),
                fineTuning(settings.section("fineTuning", MAPPING), defaults.fineTuning())));
        settings.refuseUnknown();
        settings.throwIfAny();
        return plan;
    }

    private static BlasCore blasCore(Settings settings, BlasCore fallback) {
        String name = settings.text("blasCore", fallback.setting());
        return settings.valid(fallback, () -> {
            Optional<BlasCore> core = BlasCore.named(name);
            new Check().that(core.isPresent(), "blasCore", "one of " + BlasCore.names(), Settings.shown(name)).orThrow();
            return core.get();
        });
    }

    private static Pretraining pretraining(Settings settings, Pretraining defaults) {
        Pretraining pretraining = settings.valid(defaults, () -> new Pretraining(
                settings.whole("epochs", defaults.epochs()),
                settings.number("learningRate", defaults.learningRate()),
                momentum(settings, defaults.momentum()),
                settings.number("weightCost", defaults.weightCost()),
                settings.whole("cdSteps", defaults.cdSteps()),
                settings.choice("reconstruction", defaults.reconstruction(), Pretraining.Reconstruction::setting),
                settings.number("blockMomentum", defaults.blockMomentum()),
                settings.number("initialDeviation", defaults.initialDeviation())));
        settings.refuseUnknown();
        return pretraining;
    }

    private static FineTuning fineTuning(Settings settings, FineTuning defaults) {
        FineTuning fineTuning = settings.valid(defaults, () -> new FineTuning(
                settings.whole("epochs", defaults.epochs()),
                settings.number("learningRate", defaults.learningRate()),
                momentum(settings, defaults.momentum()),
                settings.number("weightCost", defaults.weightCost()),
                settings.number("blockMomentum", defaults.blockMomentum()),
                dropout(settings.section("dropout", MAPPING), defaults.dropout())));
        settings.refuseUnknown();
        return fineTuning;
    }

    private static Dropout dropout(Settings settings, Dropout defaults) {
        Dropout dropout = settings.valid(defaults, () -> new Dropout(
                settings.number("visible", defaults.visible()),
                settings.number("hidden", defaults.hidden())));
        settings.refuseUnknown();
        return dropout;
    }

    /** @param phase the mapping that the momentum stands in */
    private static Momentum momentum(Settings phase, Momentum defaults) {
        if (phase.isNumber("momentum")) {
            return phase.valid(defaults, () -> Momentum.constant(phase.number("momentum", 0)));
        }
        Settings settings = phase.section("momentum", "a number or " + MAPPING);
        Momentum momentum = phase.valid(defaults, () -> new Momentum(
                settings.number("initial", defaults.initial()),
                settings.number("last", defaults.last()),
                settings.whole("epochs", defaults.epochs()),
                settings.choice("ramp", defaults.ramp(), Momentum.Ramp::setting)));
        settings.refuseUnknown();
        return momentum;
    }

    /** Writes a plan with every setting, always in the same order; {@link #read} gives back an equal one. */
    public static String write(TrainingPlan plan) {
        Pretraining pretraining = plan.pretraining();
        FineTuning fineTuning = plan.fineTuning();
        return String.format(Locale.ROOT, """
                hidden: %s
                shards: %d
                miniBatch: %d
                seed: %d
                blasCore: %s
                updateBits: %d
                pretraining:
                  epochs: %d
                  learningRate: %s
                  momentum: %s
                  weightCost: %s
                  cdSteps: %d
                  reconstruction: %s
                  blockMomentum: %s
                  initialDeviation: %s
                fineTuning:
                  epochs: %d
                  learningRate: %s
                  momentum: %s
                  weightCost: %s
                  blockMomentum: %s
                  dropout: {visible: %s, hidden: %s}
                """,
                plan.hidden(), plan.shards(), plan.miniBatch(), plan.seed(), plan.blasCore().setting(), plan.updateBits(),
                pretraining.epochs(), pretraining.learningRate(), write(pretraining.momentum()), pretraining.weightCost(),
                pretraining.cdSteps(), pretraining.reconstruction().setting(), pretraining.blockMomentum(),
                pretraining.initialDeviation(),
                fineTuning.epochs(), fineTuning.learningRate(), write(fineTuning.momentum()), fineTuning.weightCost(),
                fineTuning.blockMomentum(), fineTuning.dropout().visible(), fineTuning.dropout().hidden());
    }

    private static String write(Momentum momentum) {
        return String.format(Locale.ROOT, "{initial: %s, last: %s, epochs: %d, ramp: %s}",
                momentum.initial(), momentum.last(), momentum.epochs(), momentum.ramp().setting());
    }
}
