package org.beliefgrid.client;

import java.util.Optional;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;

/**
 * What a training gave. The model is in the store.
 *
 * @param run name of the run
 * @param saved its version in the store
 * @param model network, plan and provenance
 * @param evaluation on the test cases, also kept beside the version; empty if there were none, or the model has no classes
 * @param choice which epoch's parameters were taken, and why; empty if nothing was fine-tuned
 */
public record TrainedModel(String run, SavedModel saved, Model model, Optional<Evaluation> evaluation,
        Optional<Choice> choice) {
    static TrainedModel of(String run, Result result) {
        return new TrainedModel(run, SavedModel.of(result.saved()), result.model(), result.evaluation(),
                result.figures().choice());
    }

    /** SHA-256 of the parameters: the same for the same plan and data, wherever it was trained. */
    public String sha256() {
        return model.net().sha256();
    }
}
