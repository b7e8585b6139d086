package org.beliefgrid.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The plan of the small trainings: two layers of two epochs each, and eight epochs of fine-tuning, in four shards. */
final class SmallPlan {
    static final int SHARDS = 4;
    static final int LAYERS = 2;
    static final int PRETRAIN_EPOCHS = 2;
    static final int FINETUNE_EPOCHS = 8;
    static final int ROUNDS = LAYERS * PRETRAIN_EPOCHS + FINETUNE_EPOCHS;

    private static final String TEXT = """
            hidden: [16, 10]
            shards: 4
            miniBatch: 10
            pretraining: {epochs: 2, initialDeviation: 0.1}
            fineTuning: {epochs: 8, learningRate: 0.5}
            """;

    private SmallPlan() {
    }

    /** Writes it as a preset of its own. */
    static Path write(Path folder) throws IOException {
        return Files.writeString(folder.resolve("small.yaml"), TEXT);
    }
}
