package org.beliefgrid.scorer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.scorer.Scorer;
import org.beliefgrid.store.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scorer's jar as a program, run inside this process. */
class MainTest {
    @TempDir
    private Path folder;
    private Path model;

    /** Two values in; class 1 if the first is the larger one. */
    @BeforeEach
    void aModel() throws IOException {
        model = folder.resolve("larger.dbn");
        Rbm rbm = new Rbm(2, 1, new float[] {4, -4}, new float[2], new float[1]);
        SoftmaxLayer softmax = new SoftmaxLayer(1, 2, new float[] {-3, 3}, new float[] {1.5f, -1.5f});
        Provenance provenance = new Provenance("none", "none", 1, 1, 0, 1, 1, "2026-01-01T00:00:00Z", "none", "none", false);
        try (OutputStream out = Files.newOutputStream(model)) {
            ModelFile.write(new Model(new DeepBeliefNet(List.of(rbm), Optional.of(softmax)), new ImageShape(1, 2),
                    TrainingPlan.DEFAULTS, provenance), out);
        }
    }

    /** What a run gave back and printed. */
    private record Outcome(int exitCode, List<String> out, List<String> err) {
    }

    private static Outcome run(String cases, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(arguments, new ByteArrayInputStream(cases.getBytes(StandardCharsets.UTF_8)), out,
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8).lines().toList(),
                err.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void everyLineIsAnswered() throws IOException {
        Outcome outcome = run("1,0\n0,1\r\n 0.25 ,1e-1\n", model.toString());
        assertEquals(new Outcome(Main.DONE, outcome.out(), List.of()), outcome);
        float[][] expected = Scorer.open(model).probabilities(new float[][] {{1, 0}, {0, 1}, {0.25f, 0.1f}});
        assertEquals(List.of("1", "0", "1"), outcome.out().stream().map(line -> line.split(",")[0]).toList());
        assertEquals(Arrays.stream(expected).map(row -> row[0] + "," + row[1]).toList(),
                outcome.out().stream().map(line -> line.substring(2)).toList());
        assertEquals(new Outcome(Main.DONE, List.of(), List.of()), run("", model.toString()));
    }

    @Test
    void manyLinesAreAnsweredInTheirOrder() {
        StringBuilder cases = new StringBuilder();
        for (int line = 0; line < 1_000; line++) {
            cases.append(line % 3 == 0 ? "1,0\n" : "0,1\n");
        }
        List<String> out = run(cases.toString(), model.toString()).out();
        assertEquals(1_000, out.size());
        for (int line = 0; line < 1_000; line++) {
            assertEquals(line % 3 == 0 ? '1' : '0', out.get(line).charAt(0), "line " + line);
        }
    }

    @Test
    void aLineThatIsNoCaseIsNamedAndThoseBeforeItAreAnswered() {
        requireBadLine("1,0\n0,1\n1\n1,1\n", "line 3: has 1 values, the model takes 2");
        requireBadLine("1,0\n0,1\n1,x\n", "line 3, value 2: must be a finite number, was \"x\"");
        requireBadLine("1,0\n0,1\n,1\n", "line 3, value 1: must be a finite number, was \"\"");
        requireBadLine("1,0\n0,1\nNaN,1\n", "line 3, value 1: must be a finite number, was \"NaN\"");
    }

    private void requireBadLine(String cases, String message) {
        Outcome outcome = run(cases, model.toString());
        assertEquals(List.of("beliefgrid-scorer: " + message), outcome.err());
        assertEquals(Main.BAD_INPUT, outcome.exitCode());
        assertEquals(2, outcome.out().size());
    }

    @Test
    void usageAndFilesThatCannotBeUsedHaveExitCodesOfTheirOwn() throws IOException {
        assertEquals(Main.USAGE, run("").exitCode());
        assertEquals(Main.USAGE, run("", "--help").exitCode());
        assertEquals(Main.USAGE, run("", model.toString(), "more").exitCode());
        assertEquals(new Outcome(Main.BAD_INPUT, List.of(), List.of("beliefgrid-scorer: none.dbn: no such file")),
                run("1,0\n", "none.dbn"));
        byte[] file = Files.readAllBytes(model);
        Path cut = Files.write(folder.resolve("cut.dbn"), Arrays.copyOf(file, file.length - 1));
        Outcome outcome = run("1,0\n", cut.toString());
        assertEquals(Main.BAD_INPUT, outcome.exitCode());
        assertTrue(outcome.err().get(0).contains("cut.dbn: truncated: has "), outcome.err()::toString);
    }
}
