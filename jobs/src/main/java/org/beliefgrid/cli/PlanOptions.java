package org.beliefgrid.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.PlanList.Preset;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import picocli.CommandLine.Option;

/** Which training plan: a preset or a file, and what differs from it. */
final class PlanOptions {
    private static final String DEFAULT_PRESET = "quickstart";
    private static final Pattern LABEL_COUNT = Pattern.compile("[1-9][0-9]{0,8}");

    /** What {@code --no-pretrain} does. */
    static final String NO_PRETRAIN = "no pre-training: fine-tuning starts from random weights, of Glorot and Bengio's "
            + "deviation unless the plan says he, and there are no label units";

    @Option(names = "--preset", paramLabel = "NAME",
            description = "training plan: a name in config/presets (quickstart, mnist-quick, mnist-2015, ...), or a YAML file "
                    + "(default: " + DEFAULT_PRESET + ")")
    private String preset;

    @Option(names = "--algorithm", paramLabel = "NAME",
            description = "what to train: deep-belief-network, softmax, k-means, autoencoder, or one of a jar of --lib "
                    + "(default: that of the plan, or else deep-belief-network)")
    private String algorithm;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "a setting of the algorithm's own, such as clusters=20; may be given several times")
    private Map<String, String> settings = Map.of();

    @Option(names = "--hidden", paramLabel = "N", split = ",", description = "units of each hidden layer, from the data up")
    private List<Integer> hidden;

    @Option(names = "--shards", paramLabel = "N", description = "equal parts of the data that learn side by side")
    private Integer shards;

    @Option(names = "--seed", paramLabel = "N", description = "of every random draw")
    private Long seed;

    @Option(names = "--blas-core", paramLabel = "NAME",
            description = "OpenBLAS kernel that all members must have, such as HASWELL or SKYLAKEX; any: one that all have in "
                    + "common")
    private BlasCore blasCore;

    @Option(names = "--pretrain-epochs", paramLabel = "N", description = "pre-training epochs of each layer")
    private Integer pretrainEpochs;

    @Option(names = "--finetune-epochs", paramLabel = "N", description = "fine-tuning epochs; 0: pre-training only")
    private Integer finetuneEpochs;

    @Option(names = "--patience", paramLabel = "N",
            description = "with held-out cases: end fine-tuning when their error has had no new minimum for so many epochs, "
                    + "and take the epoch of the minimum; 0: all epochs, the last one's parameters")
    private Integer patience;

    @Option(names = "--no-pretrain", description = NO_PRETRAIN)
    private boolean noPretrain;

    @Option(names = "--labels", paramLabel = "N",
            description = "fine-tune on so many of the labelled cases, of each class as many, and pre-train on all; or all")
    private String labels;

    @Option(names = "--held-out", paramLabel = "FRACTION",
            description = "part of the training cases to hold out, of each class, in [0, 0.5]: learning is watched on them")
    private Double heldOut;

    /** Name of the preset, or the file. */
    String preset() {
        return preset == null ? DEFAULT_PRESET : preset;
    }

    /**
     * The plan.
     *
     * @param from the model to start from: layers and units that no option and no preset speaks of are its own
     */
    TrainingPlan plan(Optional<StartingModel> from) {
        Preset file = Presets.read(preset(), "--preset");
        TrainingPlan plan = read(file, from);
        if (hidden != null) {
            plan = plan.withHidden(hidden);
        }
        if (shards != null) {
            plan = plan.withShards(shards);
        }
        if (seed != null) {
            plan = plan.withSeed(seed);
        }
        if (blasCore != null) {
            plan = plan.withBlasCore(blasCore);
        }
        if (finetuneEpochs != null) {
            plan = plan.withFineTuning(plan.fineTuning().withEpochs(finetuneEpochs));
        }
        if (patience != null) {
            plan = plan.withFineTuning(plan.fineTuning().withPatience(patience));
        }
        plan = withAlgorithm(withCases(withPretraining(plan, from)));
        try {
            return plan.requireComplete();
        } catch (InvalidConfigException e) {
            throw new InvalidConfigException((patience == null ? file.file() : "--patience") + ": " + e.getMessage());
        }
    }

    /** What to say of a plan whose layers start from random weights without anybody having said that they should. */
    Optional<String> unsaid(TrainingPlan plan, Optional<StartingModel> from) {
        boolean said = plan.pretraining().epochs() > 0 || from.isPresent() || noPretrain;
        return said || !plan.algorithm().isDefault() ? Optional.empty()
                : Optional.of("no pre-training and no model to start from: the layers start from random weights; --from MODEL "
                        + "starts from a stored one");
    }

    /** What to say of a plan whose mean of epochs is of fewer than its file says, as {@code --finetune-epochs} leaves no more. */
    Optional<String> shortened(TrainingPlan plan) {
        int left = plan.fineTuning().averageLast();
        int written = finetuneEpochs == null || left < plan.fineTuning().epochs() || left == 0 ? left
                : read(Presets.read(preset(), "--preset"), Optional.empty()).fineTuning().averageLast();
        return written == left ? Optional.empty() : Optional.of("the model is the mean of all %d epochs of fine-tuning: the plan "
                .formatted(left) + "has averageLast " + written);
    }

    private TrainingPlan withAlgorithm(TrainingPlan plan) {
        AlgorithmPlan chosen = algorithm == null || algorithm.equals(plan.algorithm().name()) ? plan.algorithm()
                : new AlgorithmPlan(algorithm, Map.of());
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            chosen = chosen.with(setting.getKey(), setting.getValue());
        }
        return plan.withAlgorithm(chosen);
    }

    private TrainingPlan withPretraining(TrainingPlan plan, Optional<StartingModel> from) {
        if (noPretrain && pretrainEpochs != null) {
            throw new InvalidConfigException("--no-pretrain and --pretrain-epochs exclude each other");
        }
        if (noPretrain) {
            return withoutPretraining(plan, from);
        }
        return pretrainEpochs == null ? plan : plan.withPretraining(plan.pretraining().withEpochs(pretrainEpochs));
    }

    /** A plan under {@code --no-pretrain}. */
    static TrainingPlan withoutPretraining(TrainingPlan plan, Optional<StartingModel> from) {
        if (from.isPresent()) {
            throw new InvalidConfigException("--no-pretrain and --from exclude each other: a model is no random weights; "
                    + "without pre-training epochs (0) its layers are fine-tuned as they are");
        }
        return plan.withoutPretraining();
    }

    private TrainingPlan withCases(TrainingPlan plan) {
        TrainingPlan labelled = labels == null ? plan : plan.withLabels(labelCount(labels));
        return heldOut == null ? labelled : labelled.withHeldOut(heldOut);
    }

    /** What {@code --labels} says. */
    static int labelCount(String labels) {
        if (labels.equals("all")) {
            return TrainingPlan.ALL_LABELS;
        }
        if (!LABEL_COUNT.matcher(labels).matches()) {
            throw new InvalidConfigException("--labels must be all, or 1 or more, was " + labels);
        }
        return Integer.parseInt(labels);
    }

    private TrainingPlan read(Preset file, Optional<StartingModel> from) {
        TrainingPlan defaults = from.map(model -> model.adapted(TrainingPlan.DEFAULTS)).orElse(TrainingPlan.DEFAULTS);
        TrainingPlan plan = PlanText.readIncomplete(file.file(), file.text(), defaults);
        return preset == null && from.isPresent() ? from.get().adapted(plan) : plan;
    }
}
