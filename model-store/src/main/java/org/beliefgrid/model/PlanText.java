package org.beliefgrid.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.BlasCore;

/**
 * A {@link TrainingPlan} as people write it: a YAML mapping of
 * <pre>
 * hidden            list of whole numbers, units of each hidden layer from the data upwards
 * shards            whole number
 * miniBatch         whole number
 * seed              whole number of 64 bits
 * averageEvery      epoch, or whole number of mini-batches, or mapping of
 *   epochs            whole number
 * heldOut           number
 * labels            all, or whole number
 * blasCore          any, or name of an OpenBLAS kernel, in capitals or not
 * updateBits        32 or 16
 * pretraining       mapping of
 *   epochs            whole number
 *   learningRate      number, or mapping of
 *     initial           number
 *     schedule          constant, exponential or cosine
 *     factor            number
 *     last              number
 *     warmUp            whole number
 *   momentum          number, or mapping of
 *     initial           number
 *     last              number
 *     epochs            whole number
 *     ramp              step or linear
 *     form              classical or nesterov
 *   weightCost        number
 *   l1                number
 *   maxNorm           number or none
 *   blockMomentum     as momentum
 *   cdSteps           whole number
 *   chains            data or persistent
 *   reconstruction    probabilities or samples
 *   visibleUnits      bernoulli or gaussian
 *   hiddenUnits       bernoulli or rectified
 *   sparsity          mapping of target, cost and decay, numbers
 *   layerInput        probabilities or samples
 *   labelUnits        true or false
 *   initialDeviation  number, glorot or he
 * fineTuning        mapping of epochs, learningRate, momentum, weightCost, l1, maxNorm, blockMomentum, and
 *   dropout           mapping of
 *     visible           number
 *     hidden            number, or list of numbers, one a layer
 *   loss              cross-entropy or squared-error
 *   averageLast       whole number
 *   patience          whole number
 *   labelSmoothing    number
 *   adversarial       mapping of epsilon and share, numbers
 * algorithm         name, or mapping of
 *   name              name
 *   settings          mapping of names to texts, numbers, true or false
 * promoteIf         text, conditions as in {@link PromotionGate}; or none
 * </pre>
 * The records say what each means, its bounds and its default; whatever is left out has the default. Parts of a mapping that do
 * nothing by the default of another part are refused unless that one is given, too. A learning rate or
 * momentum that is a number holds in all epochs.
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
     * @throws InvalidConfigException if the text is not YAML, or a setting is unknown, of a wrong type or out of its bounds;
     *         the message has one line for each problem of the whole file
     */
    public static TrainingPlan read(String name, String text) {
        return read(name, text, TrainingPlan.DEFAULTS);
    }

    /**
     * Reads a plan that stands on others than {@link TrainingPlan#DEFAULTS}.
     *
     * @param name name of the file, for messages
     * @param text the file
     * @param defaults what holds where the file says nothing
     * @throws InvalidConfigException as above
     */
    public static TrainingPlan read(String name, String text, TrainingPlan defaults) {
        Settings settings = Settings.read(name, text);
        TrainingPlan plan = read(settings, defaults);
        settings.throwIfAny();
        return plan;
    }

    /**
     * Reads a plan that other settings will be laid over, or one that a run has had: what its settings need of each other is not
     * looked at, which {@link TrainingPlan#requireComplete} does afterwards.
     *
     * @param name name of the file, for messages
     * @param text the file
     * @param defaults what holds where the file says nothing
     * @throws InvalidConfigException as above
     */
    public static TrainingPlan readIncomplete(String name, String text, TrainingPlan defaults) {
        Settings settings = Settings.read(name, text);
        TrainingPlan plan = readIncomplete(settings, defaults);
        settings.throwIfAny();
        return plan;
    }

    /** Reads a whole plan; its problems are noted in the settings. */
    static TrainingPlan read(Settings settings, TrainingPlan defaults) {
        TrainingPlan plan = readIncomplete(settings, defaults);
        return settings.valid(plan, plan::requireComplete);
    }

    private static TrainingPlan readIncomplete(Settings settings, TrainingPlan defaults) {
        TrainingPlan plan = settings.valid(defaults, () -> new TrainingPlan(
                settings.wholes("hidden", defaults.hidden()),
                settings.whole("shards", defaults.shards()),
                settings.whole("miniBatch", defaults.miniBatch()),
                settings.wholeLong("seed", defaults.seed()),
                averageEvery(settings, defaults.averageEvery()),
                settings.number("heldOut", defaults.heldOut()),
                labels(settings, defaults.labels()),
                blasCore(settings, defaults.blasCore()),
                settings.whole("updateBits", defaults.updateBits()),
                pretraining(settings.section("pretraining", MAPPING), defaults.pretraining()),
                fineTuning(settings.section("fineTuning", MAPPING), defaults.fineTuning()),
                algorithm(settings, defaults.algorithm()),
                promoteIf(settings, defaults.promoteIf())));
        settings.refuseUnknown();
        return plan;
    }

    private static AverageEvery averageEvery(Settings settings, AverageEvery fallback) {
        String name = "averageEvery";
        if (settings.is(name, "epoch")) {
            return AverageEvery.EPOCH;
        }
        if (settings.isWhole(name)) {
            return settings.valid(fallback, () -> AverageEvery.miniBatches(settings.whole(name, 0)));
        }
        Settings mapping = settings.section(name, "a whole number of 32 bits, epoch or a mapping of epochs");
        AverageEvery every = settings.valid(fallback, () -> {
            int epochs = mapping.whole("epochs", 1);
            return mapping.has("epochs") ? AverageEvery.epochs(epochs) : fallback;
        });
        mapping.refuseUnknown();
        return every;
    }

    private static AlgorithmPlan algorithm(Settings plan, AlgorithmPlan fallback) {
        String name = "algorithm";
        if (plan.isText(name)) {
            String found = plan.text(name, fallback.name());
            return plan.valid(fallback, () -> new AlgorithmPlan(found, Map.of()));
        }
        Settings settings = plan.section(name, "a name or a mapping of name and settings");
        AlgorithmPlan algorithm = plan.valid(fallback, () -> new AlgorithmPlan(settings.text("name", fallback.name()),
                settings.has("settings") ? settings.wordsByName("settings") : fallback.settings()));
        settings.refuseUnknown();
        return algorithm;
    }

    private static int labels(Settings settings, int fallback) {
        String name = "labels";
        if (settings.is(name, "all")) {
            return TrainingPlan.ALL_LABELS;
        }
        int found = settings.whole(name, fallback, "a whole number of 32 bits or all");
        return settings.valid(fallback, () -> {
            new Check().that(found >= 1 || !settings.isWhole(name), name, "all, or 1 or more", found).orThrow();
            return found;
        });
    }

    private static Optional<PromotionGate> promoteIf(Settings settings, Optional<PromotionGate> fallback) {
        String name = "promoteIf";
        String text = settings.text(name, "");
        return settings.is(name, "none") ? Optional.empty() : text.isEmpty() && !settings.is(name, "") ? fallback
                : settings.valid(fallback, () -> Optional.of(PromotionGate.read(text)));
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
                descent(settings, defaults.descent()),
                momentum(settings, "blockMomentum", defaults.blockMomentum()),
                sampling(settings, defaults.sampling()),
                new Units(settings.choice("visibleUnits", defaults.units().visible(), Units.Visible::setting),
                        settings.choice("hiddenUnits", defaults.units().hidden(), Units.Hidden::setting)),
                sparsity(settings, defaults.sparsity()),
                settings.choice("layerInput", defaults.layerInput(), Pretraining.LayerInput::setting),
                settings.yesOrNo("labelUnits", defaults.labelUnits()),
                initialDeviation(settings, defaults.initialDeviation())));
        settings.refuseUnknown();
        return pretraining;
    }

    private static FineTuning fineTuning(Settings settings, FineTuning defaults) {
        FineTuning fineTuning = settings.valid(defaults, () -> new FineTuning(
                settings.whole("epochs", defaults.epochs()),
                descent(settings, defaults.descent()),
                momentum(settings, "blockMomentum", defaults.blockMomentum()),
                dropout(settings.section("dropout", MAPPING), defaults.dropout()),
                settings.choice("loss", defaults.loss(), FineTuning.Loss::setting),
                settings.whole("averageLast", defaults.averageLast()),
                settings.whole("patience", defaults.patience()),
                settings.number("labelSmoothing", defaults.labelSmoothing()),
                adversarial(settings.section("adversarial", MAPPING), defaults.adversarial())));
        settings.refuseUnknown();
        return fineTuning;
    }

    private static Adversarial adversarial(Settings settings, Adversarial defaults) {
        Adversarial adversarial = settings.valid(defaults, () -> {
            Adversarial found = new Adversarial(settings.number("epsilon", defaults.epsilon()),
                    settings.number("share", defaults.share()));
            new Check().that(found.used() || settings.has("epsilon") || !settings.has("share"), "epsilon",
                    "given, and above 0, where share is", found.epsilon()).orThrow();
            return found;
        });
        settings.refuseUnknown();
        return adversarial;
    }

    /** @param phase the mapping that the settings stand in */
    private static Descent descent(Settings phase, Descent defaults) {
        return phase.valid(defaults, () -> new Descent(
                learningRate(phase, defaults.learningRate()),
                momentum(phase, "momentum", defaults.momentum()),
                phase.number("weightCost", defaults.weightCost()),
                phase.number("l1", defaults.l1()),
                maxNorm(phase, defaults.maxNorm())));
    }

    private static double maxNorm(Settings phase, double fallback) {
        return phase.is("maxNorm", "none") ? Descent.NO_BOUND : phase.number("maxNorm", fallback, "a number or none");
    }

    private static LearningRate learningRate(Settings phase, LearningRate defaults) {
        if (phase.isNumber("learningRate")) {
            return phase.valid(defaults, () -> LearningRate.constant(phase.number("learningRate", 0)));
        }
        Settings settings = phase.section("learningRate", "a number or " + MAPPING);
        LearningRate rate = settings.valid(defaults, () -> new LearningRate(
                settings.number("initial", defaults.initial()),
                settings.choice("schedule", defaults.schedule(), LearningRate.Schedule::setting),
                settings.number("factor", defaults.factor()),
                settings.number("last", defaults.last()),
                settings.whole("warmUp", defaults.warmUp())));
        settings.refuseUnknown();
        return rate;
    }

    private static Momentum momentum(Settings phase, String name, Momentum defaults) {
        if (phase.isNumber(name)) {
            double momentum = phase.number(name, 0);
            return phase.valid(defaults, () -> {
                new Check().belowOne(name, momentum).orThrow();
                return Momentum.constant(momentum);
            });
        }
        Settings settings = phase.section(name, "a number or " + MAPPING);
        Momentum momentum = settings.valid(defaults, () -> effective(settings, new Momentum(
                settings.number("initial", defaults.initial()),
                settings.number("last", defaults.last()),
                settings.whole("epochs", defaults.epochs()),
                settings.choice("ramp", defaults.ramp(), Momentum.Ramp::setting),
                settings.choice("form", defaults.form(), Momentum.Form::setting))));
        settings.refuseUnknown();
        return momentum;
    }

    /** Refuses parts that do nothing without one that is left out. Written plans leave none out, and are taken as they are. */
    private static Momentum effective(Settings given, Momentum found) {
        boolean others = Stream.of("epochs", "ramp", "form").anyMatch(given::has);
        boolean value = given.has("initial") || given.has("last");
        new Check().that(!found.none() || value || !others, "last", "given, or initial, where both are 0 otherwise", found.last())
                .that(found.epochs() > 0 || found.initial() == found.last() || !given.has("initial") || given.has("epochs"),
                        "epochs", "given, and 1 or more, where initial is not last, " + found.last(), found.epochs())
                .orThrow();
        return found;
    }

    private static Sampling sampling(Settings phase, Sampling defaults) {
        return phase.valid(defaults, () -> new Sampling(
                phase.whole("cdSteps", defaults.cdSteps()),
                phase.choice("chains", defaults.chains(), Sampling.Chains::setting),
                phase.choice("reconstruction", defaults.reconstruction(), Sampling.Reconstruction::setting)));
    }

    private static Sparsity sparsity(Settings phase, Sparsity defaults) {
        Settings settings = phase.section("sparsity", MAPPING);
        Sparsity sparsity = settings.valid(defaults, () -> {
            Sparsity found = new Sparsity(settings.number("target", defaults.target()),
                    settings.number("cost", defaults.cost()), settings.number("decay", defaults.decay()));
            new Check().that(!found.none() || settings.has("cost") || !settings.has("target") && !settings.has("decay"), "cost",
                    "given, and above 0, where target or decay is", found.cost()).orThrow();
            return found;
        });
        settings.refuseUnknown();
        return sparsity;
    }

    private static InitialDeviation initialDeviation(Settings phase, InitialDeviation defaults) {
        String name = "initialDeviation";
        for (InitialDeviation rule : List.of(InitialDeviation.GLOROT, InitialDeviation.HE)) {
            if (phase.is(name, rule.rule().setting())) {
                return rule;
            }
        }
        return phase.valid(defaults, () -> InitialDeviation.of(phase.number(name, defaults.value(), "a number, glorot or he")));
    }

    private static Dropout dropout(Settings settings, Dropout defaults) {
        Dropout dropout = settings.valid(defaults, () -> new Dropout(
                settings.number("visible", defaults.visible()),
                settings.numbers("hidden", defaults.hidden())));
        settings.refuseUnknown();
        return dropout;
    }

    /** Writes a plan with every setting, always in the same order; {@link #read} gives back an equal one. */
    public static String write(TrainingPlan plan) {
        return PlanWriting.text(plan);
    }
}
