package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.Units;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} of models that classify by label units. */
class EvaluateCommandIT {
    private static final float BRIGHT = 0.8f;
    private static final float DARK = 0.1f;

    @TempDir
    private Path folder;

    /** Each hidden unit looks for one of the stripes; each label goes with one hidden unit, the next one if shifted. */
    private static Model stripes(int shift) {
        int pixels = SmallData.HEIGHT * SmallData.WIDTH;
        int classes = SmallData.CLASSES;
        float[] weights = new float[pixels * classes];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int unit = 0; unit < classes; unit++) {
                boolean inStripe = pixel / SmallData.WIDTH * classes / SmallData.HEIGHT == unit;
                weights[pixel * classes + unit] = inStripe ? 0.5f : -0.25f;
            }
        }
        float[] labels = new float[classes * classes];
        for (int label = 0; label < classes; label++) {
            labels[label * classes + (label + shift) % classes] = 5;
        }
        float[] means = new float[pixels];
        float[] deviations = new float[pixels];
        Arrays.fill(means, (BRIGHT + DARK) / 2);
        Arrays.fill(deviations, (BRIGHT - DARK) / 2);
        Model plain = SmallModels.of(SmallData.HEIGHT, SmallData.WIDTH);
        DeepBeliefNet net = new DeepBeliefNet(
                List.of(new Rbm(pixels, classes, weights, new float[pixels], new float[classes])),
                new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI), Optional.of(new Standardisation(means, deviations)),
                Optional.of(new LabelUnits(classes, classes, labels, new float[classes])), Optional.empty());
        return new Model(net, plain.shape(), plain.plan(), plain.provenance());
    }

    private double errorPercent(Model model) throws IOException {
        ModelStore.at(Location.of(folder.resolve("models").toString())).save("stripes", model);
        return errorPercent("stripes", model);
    }

    private double errorPercent(String reference, Model model) {
        Outcome outcome = InProcess.run("evaluate", "--model", reference, "--data", folder.resolve("data").toString(),
                "--store", folder.resolve("models").toString()).outcome().exited(ExitCode.DONE);
        assertEquals(model.net().sha256(), outcome.modelSha256());
        return Double.parseDouble(outcome.line("test error ").replaceAll("^test error | %.*", ""));
    }

    @Test
    void labelUnitsClassify() throws Exception {
        SmallData.write(folder.resolve("data"));
        double right = errorPercent(stripes(0));
        double wrong = errorPercent(stripes(1));
        assertTrue(right < 5 && wrong > 90, () -> right + " % and " + wrong + " %");

        InProcess.run("models", "promote", "stripes@1", "--store", folder.resolve("models").toString()).outcome()
                .exited(ExitCode.DONE)
                .line("promoted stripes@1, resting on evaluation 1: test error ");
        assertEquals(right, errorPercent("stripes", stripes(0)));
        assertEquals(wrong, errorPercent("stripes@latest", stripes(1)));
        assertEquals(wrong, errorPercent("stripes@2", stripes(1)));
    }
}
