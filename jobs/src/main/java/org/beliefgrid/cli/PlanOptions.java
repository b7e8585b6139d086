package org.beliefgrid.cli;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.model.PlanList.Preset;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import picocli.CommandLine.Option;

/** Which training plan: a preset or a file, and what differs from it. */
final class PlanOptions {
    private static final String DEFAULT_PRESET = "quickstart";

    @Option(names = "--preset", paramLabel = "NAME",
            description = "training plan: a name in config/presets (quickstart, mnist-quick, mnist-2015, ...), or a YAML file "
                    + "(default: " + DEFAULT_PRESET + ")")
    private String preset;

    @Option(names = "--hidden", paramLabel = "N", split = ",", description = "units of each hidden layer, from the data up")
    private List<Integer> hidden;

    @Option(names = "--shards", paramLabel = "N", description = "equal parts of the data that learn side by side")
    private Integer shards;

    @Option(names = "--seed", paramLabel = "N", description = "of every random draw")
    private Long seed;

    @Option(names = "--blas-core", paramLabel = "NAME",
            description = "OpenBLAS kernel that all members must have, such as HASWELL or SKYLAKEX; any: one that all have in common")
    private BlasCore blasCore;

    @Option(names = "--pretrain-epochs", paramLabel = "N", description = "pre-training epochs of each layer")
    private Integer pretrainEpochs;

    @Option(names = "--finetune-epochs", paramLabel = "N", description = "fine-tuning epochs; 0: pre-training only")
    private Integer finetuneEpochs;

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
        TrainingPlan plan = read(from);
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
        if (pretrainEpochs != null) {
            plan = plan.withPretraining(plan.pretraining().withEpochs(pretrainEpochs));
        }
        if (finetuneEpochs != null) {
            plan = plan.withFineTuning(plan.fineTuning().withEpochs(finetuneEpochs));
        }
        return plan;
    }

    private TrainingPlan read(Optional<StartingModel> from) {
        Preset read = Presets.read(preset(), "--preset");
        TrainingPlan defaults = from.map(model -> model.adapted(TrainingPlan.DEFAULTS)).orElse(TrainingPlan.DEFAULTS);
        TrainingPlan plan = PlanText.read(read.file(), read.text(), defaults);
        return preset == null && from.isPresent() ? from.get().adapted(plan) : plan;
    }
}
