package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.Units;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code generate} as a user types it. */
class GenerateCommandTest {
    private static final int SIDE = 4;
    private static final int CLASSES = 2;

    @TempDir
    private Path folder;
    private ModelStore store;

    @BeforeEach
    void save() throws IOException {
        store = ModelStore.at(Location.of(folder.resolve("models").toString()));
        store.save("plain", SmallModels.of(SIDE, SIDE));
        store.save("rows", SmallModels.of(1, SIDE));
        store.save("labelled", labelled());
    }

    /** One hidden unit that class 1 turns on and class 0 off; on, it makes all pixels white, and off black. */
    private static Model labelled() {
        Model model = SmallModels.of(SIDE, SIDE);
        float[] weights = new float[SIDE * SIDE];
        float[] biases = new float[SIDE * SIDE];
        Arrays.fill(weights, 20);
        Arrays.fill(biases, -10);
        Rbm rbm = new Rbm(SIDE * SIDE, 1, weights, biases, new float[] {-160});
        LabelUnits labels = new LabelUnits(CLASSES, 1, new float[] {-1000, 1000}, new float[CLASSES]);
        return new Model(new DeepBeliefNet(List.of(rbm), Units.BERNOULLI, Optional.empty(), Optional.of(labels),
                Optional.empty()),
                model.shape(), model.plan(), model.provenance());
    }

    private InProcess generate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("generate", "--store", folder.resolve("models").toString()));
        all.addAll(List.of(arguments));
        return InProcess.run(all.toArray(String[]::new));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void theSameSeedGivesTheSamePicture() throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        for (int trial = 0; trial < 2; trial++) {
            generate("--model", "plain", "--n", "9", "--steps", "3", "--seed", "5", "--output", file("picture.png").toString())
                    .exited(ExitCode.DONE);
            pictures.add(Files.readAllBytes(file("picture.png")));
        }
        assertArrayEquals(pictures.get(0), pictures.get(1));
        BufferedImage image = ImageIO.read(file("picture.png").toFile());
        assertEquals(image.getWidth(), image.getHeight());
    }

    @Test
    void theLabelDecidesWhatIsDrawn() throws IOException {
        for (int label = 0; label < CLASSES; label++) {
            generate("--model", "labelled", "--n", "4", "--steps", "5", "--label", String.valueOf(label), "--output",
                    file("picture.png").toString()).exited(ExitCode.DONE);
            BufferedImage image = ImageIO.read(file("picture.png").toFile());
            assertEquals(label == 1 ? 0xFF : 0, image.getRGB(1, 1) & 0xFF, "label " + label);
        }
    }

    @Test
    void itSaysWhatItDrewAndWhere() {
        InProcess drawn = generate("--model", "plain", "--n", "2", "--steps", "1", "--output", file("a.png").toString())
                .exited(ExitCode.DONE);
        assertEquals("2 images drawn by plain@1, 1 steps each, seed 1: " + file("a.png"), drawn.lines().get(0));
        assertTrue(drawn.lines().get(1).startsWith("the model is fine-tuned"), drawn::toString);
    }

    @Test
    void whatCannotBeDrawnIsSaidInOneLine() {
        requireRefused("--label needs a model with label units, plain@1 has none; train one with labelUnits: true under "
                + "pretraining", "--model", "plain", "--label", "1");
        requireRefused("--label must be in 0 to 1, the classes of labelled@1, was 2", "--model", "labelled", "--label", "2");
        requireRefused("rows@1 learned cases of 1x4: they are no images to draw", "--model", "rows");
        requireRefused("--n must be in 1 to 10000, was 0", "--model", "plain", "--n", "0");
        requireRefused("--steps must be in 1 to 1000000, was -1", "--model", "plain", "--steps", "-1");
    }

    private void requireRefused(String message, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--output", file("none.png").toString()));
        InProcess refused = generate(all.toArray(String[]::new)).exited(ExitCode.USAGE);
        assertEquals("beliefgrid: " + message, refused.err().strip());
        assertFalse(Files.exists(file("none.png")));
    }
}
