package org.beliefgrid.cli;

import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * What a training will be, known before there is a grid.
 *
 * @param plan training plan
 * @param data name of the data, as the user named it
 * @param cases training cases
 * @param visible units of a case
 * @param bytesAValue of a case's values, as blocks hold them
 * @param classes of the labels
 * @param dataIsLocal whether only this machine has the data
 * @param model name of the model in the store
 * @param store where the model goes
 */
public record TrainingPreview(TrainingPlan plan, String data, int cases, int visible, int bytesAValue, int classes,
        boolean dataIsLocal, String model, Location store) {
}
