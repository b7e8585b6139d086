package org.beliefgrid.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelVersion;

/** Models with random weights, one of each kind that there is. */
enum Exportable {
    BERNOULLI(false, false, false, true),
    RECTIFIED(false, true, false, true),
    STANDARDISED(true, false, false, true),
    STANDARDISED_RECTIFIED(true, true, false, true),
    LABEL_UNITS(false, false, true, false),
    STANDARDISED_LABEL_UNITS(true, false, true, false),
    LABEL_UNITS_BELOW_SOFTMAX(false, true, true, true),
    RECTIFIED_LABEL_UNITS(false, true, true, false),
    PRETRAINED(false, false, false, false);

    static final long SEED = Long.getLong("beliefgrid.test.seed", 1);
    static final int VISIBLE = 30;
    static final int CLASSES = 4;
    private static final int[] UNITS = {VISIBLE, 70, 41};

    private final boolean gaussian;
    private final boolean rectified;
    private final boolean labels;
    private final boolean softmax;

    Exportable(boolean gaussian, boolean rectified, boolean labels, boolean softmax) {
        this.gaussian = gaussian;
        this.rectified = rectified;
        this.labels = labels;
        this.softmax = softmax;
    }

    ExportedModel model() {
        Random random = new Random(SEED);
        List<Rbm> rbms = new ArrayList<>();
        for (int layer = 1; layer < UNITS.length; layer++) {
            rbms.add(new Rbm(UNITS[layer - 1], UNITS[layer], normals(random, UNITS[layer - 1] * UNITS[layer]),
                    normals(random, UNITS[layer - 1]), normals(random, UNITS[layer])));
        }
        int top = UNITS[UNITS.length - 1];
        float[] deviations = normals(random, VISIBLE);
        for (int i = 0; i < VISIBLE; i++) {
            deviations[i] = i == 0 ? 1e-6f : 0.1f + Math.abs(deviations[i]);    // one beyond 10 deviations
        }
        DeepBeliefNet net = new DeepBeliefNet(rbms,
                new Units(gaussian ? Units.Visible.GAUSSIAN : Units.Visible.BERNOULLI,
                        rectified ? Units.Hidden.RECTIFIED : Units.Hidden.BERNOULLI),
                gaussian ? Optional.of(new Standardisation(normals(random, VISIBLE), deviations)) : Optional.empty(),
                labels ? Optional.of(new LabelUnits(CLASSES, top, normals(random, CLASSES * top), normals(random, CLASSES)))
                        : Optional.empty(),
                softmax ? Optional.of(new SoftmaxLayer(top, CLASSES, normals(random, top * CLASSES), normals(random, CLASSES)))
                        : Optional.empty());
        Provenance provenance = new Provenance("a \"quoted\" \u00e4 name", "none", 1, 1, 0, 1, 1, "2026-01-01T00:00:00Z",
                "none", "none", false);
        return new ExportedModel(new ModelVersion("some", 3, Location.of("models/some/3.dbn")),
                new Model(net, new ImageShape(5, 6), TrainingPlan.DEFAULTS, provenance));
    }

    /** Cases of values in [0, 1]. */
    static float[][] cases(int count) {
        Random random = new Random(SEED + 1);
        float[][] cases = new float[count][VISIBLE];
        for (float[] one : cases) {
            for (int i = 0; i < VISIBLE; i++) {
                one[i] = random.nextFloat();
            }
        }
        return cases;
    }

    private static float[] normals(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.2 * random.nextGaussian());
        }
        return values;
    }
}
