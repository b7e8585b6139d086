package org.beliefgrid.cli;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;

/** Models that nobody trained. */
public final class SmallModels {
    private static final int HIDDEN = 2;

    private SmallModels() {
    }

    /** A classifier of images of a size, in the classes of {@link SmallData}. */
    public static Model of(int height, int width) {
        Rbm rbm = new Rbm(height * width, HIDDEN, new float[height * width * HIDDEN], new float[height * width],
                new float[HIDDEN]);
        SoftmaxLayer softmax = new SoftmaxLayer(HIDDEN, SmallData.CLASSES, new float[HIDDEN * SmallData.CLASSES],
                new float[SmallData.CLASSES]);
        Provenance provenance = new Provenance("none", "none", 1, 1, 0, 1, 1, "2026-01-01T00:00:00Z", "none", "none", false);
        return new Model(new DeepBeliefNet(List.of(rbm), Optional.of(softmax)), new ImageShape(height, width),
                TrainingPlan.DEFAULTS.withHidden(List.of(HIDDEN)), provenance);
    }
}
