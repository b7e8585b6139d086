package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.DatasetFolder;
import org.beliefgrid.data.MnistDataset;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.export.OnnxRun;
import org.beliefgrid.model.Model;
import org.beliefgrid.scorer.Scorer;
import org.beliefgrid.scoring.Classifier;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained model, exported in every way, gives the grid's probabilities on all 10,000 test images; MNIST's if it is there. */
class ExportIT {
    private static final double TOLERANCE = 1e-5;
    private static final int CLASSES = 10;
    private static final int AT_ONCE = 1_000;
    private static final long MOST_SECONDS = 60;
    private static final String PLAN = """
            hidden: [60, 40]
            shards: 2
            pretraining: {epochs: 1}
            fineTuning: {epochs: 2, learningRate: 0.2}
            """;

    @TempDir
    private static Path folder;
    private static float[][] cases;
    private static float[][] expected;
    private static Model model;

    @BeforeAll
    static void trainAndClassify() throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        String data = System.getenv("BELIEFGRID_DATA");
        List<String> arguments = List.of("train", "--dataset", data == null ? "digits" : "mnist", "--preset",
                folder.resolve("plan.yaml").toString(), "--model", "tiny", "--store", "models", "--members", "1");
        try (Cli training = Cli.start(folder, data == null ? Map.of() : Map.of("BELIEFGRID_DATA", data), arguments)) {
            training.await(600).exited(ExitCode.DONE);
        }
        cases = testCases(data);
        model = ModelStore.at(Location.of(folder.resolve("models").toString())).load("tiny");
        try (Classifier classifier = new Classifier(model.net())) {
            float[] all = classifier.probabilities(cases.length,
                    (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset, cases[index].length));
            expected = new float[cases.length][];
            for (int i = 0; i < cases.length; i++) {
                expected[i] = Arrays.copyOfRange(all, i * CLASSES, (i + 1) * CLASSES);
            }
        }
    }

    @AfterAll
    static void forget() {
        cases = null;
        expected = null;
    }

    private static float[][] testCases(String data) throws IOException {
        SourceSpec source = new SourceSpec.Digits(1, 60_000, 10_000);
        if (data != null) {
            DatasetFolder mnist = MnistDataset.locate(System.getenv());
            source = new SourceSpec.Idx(mnist.testImages().orElseThrow().toString(),
                    mnist.testLabels().orElseThrow().toString(), CLASSES);
        }
        CaseSource images = source.open();
        float[][] all = new float[images.cases()][images.visible()];
        images.scan(row -> true, (row, pixels, label) -> {
            for (int i = 0; i < pixels.length; i++) {
                all[row][i] = (pixels[i] & 0xFF) / 255f;
            }
        });
        assertEquals(10_000, all.length);
        return all;
    }

    private static String export(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("export", "--model", "tiny", "--store"));
        all.add(folder.resolve("models").toString());
        all.addAll(List.of(arguments));
        return InProcess.run(all.toArray(String[]::new)).exited(ExitCode.DONE).out();
    }

    private static void requireSame(float[][] found, int first) {
        for (int i = 0; i < found.length; i++) {
            assertArrayEquals(expected[first + i], found[i], (float) TOLERANCE, "case " + (first + i));
        }
    }

    @Test
    void onnxRuntimeGivesTheSameProbabilities() throws Exception {
        Path file = folder.resolve("tiny.onnx");
        String said = export("--format", "onnx", "--output", file.toString());
        assertTrue(said.startsWith("exported tiny@1 as onnx: " + file + ", "), said);
        byte[] onnx = Files.readAllBytes(file);
        for (int first = 0; first < cases.length; first += AT_ONCE) {
            requireSame(onnx(onnx, first), first);
        }
    }

    private static float[][] onnx(byte[] onnx, int first) throws OrtException {
        OnnxRun run = OnnxRun.of(onnx, Arrays.copyOfRange(cases, first, first + AT_ONCE));
        assertEquals(model.net().sha256(), run.metadata().get("modelSha256"));
        for (int i = 0; i < AT_ONCE; i++) {
            assertEquals(Scorer.mostProbable(run.probabilities()[i]), run.labels()[i], "case " + (first + i));
        }
        return run.probabilities();
    }

    @Test
    void theScorerGivesTheSameProbabilitiesFromItsOwnFolder() throws Exception {
        Path file = folder.resolve("tiny.zip");
        export("--format", "scorer", "--output", file.toString());
        Path unpacked = folder.resolve("unpacked");
        assertEquals(List.of("README.txt", "beliefgrid-scorer.jar", "tiny-1.dbn"), unpack(file, unpacked));
        Path scorer = unpacked.resolve("tiny-1");
        assertEquals(5, Files.readAllLines(scorer.resolve("README.txt")).size());
        assertTrue(Files.size(scorer.resolve("beliefgrid-scorer.jar")) < 1_000_000);
        requireSame(Scorer.open(scorer.resolve("tiny-1.dbn")).probabilities(cases), 0);
        requireSame(answersOfTheJar(scorer, 100), 0);
    }

    /** Names below the one folder of the archive. */
    private static List<String> unpack(Path archive, Path into) throws IOException {
        List<String> names = new ArrayList<>();
        Files.createDirectories(into.resolve("tiny-1"));
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertTrue(entry.getName().startsWith("tiny-1/"), entry.getName());
                Files.copy(zip, into.resolve(entry.getName()));
                names.add(entry.getName().substring("tiny-1/".length()));
            }
        }
        return names;
    }

    private static float[][] answersOfTheJar(Path scorer, int count) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(Arrays.toString(cases[i]).replaceAll("[\\[\\] ]", "")).append('\n');
        }
        Path input = Files.writeString(scorer.resolve("cases.csv"), lines);
        Path output = scorer.resolve("classes.csv");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-Xmx64m", "-jar", "beliefgrid-scorer.jar", "tiny-1.dbn")
                .directory(scorer.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.redirectInput(input.toFile()).redirectOutput(output.toFile())
                .redirectError(scorer.resolve("errors").toFile()).start();
        try {
            assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "still runs");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), Files.readString(scorer.resolve("errors")));
        float[][] answers = new float[count][CLASSES];
        List<String> said = Files.readAllLines(output);
        assertEquals(count, said.size());
        for (int i = 0; i < count; i++) {
            String[] words = said.get(i).split(",");
            for (int label = 0; label < CLASSES; label++) {
                answers[i][label] = Float.parseFloat(words[label + 1]);
            }
            assertEquals(Scorer.mostProbable(answers[i]), Integer.parseInt(words[0]));
        }
        return answers;
    }

    @Test
    void filesHaveNamesOfTheirOwnWhereNoneIsGiven() throws Exception {
        String line = Cli.run(folder, "export", "--model", "tiny@1", "--format", "safetensors", "--store", "models")
                .exited(ExitCode.DONE).line("exported ");
        assertTrue(line.startsWith("exported tiny@1 as safetensors: tiny-1.safetensors, "), line);
        assertTrue(Files.exists(folder.resolve("tiny-1.safetensors")));
    }

    @Test
    void whatCannotBeExportedIsOneLineAndLeavesNoFile() {
        Map<List<String>, Integer> wrong = new HashMap<>();
        Path output = folder.resolve("none").resolve("file");
        wrong.put(List.of("--model", "tiny@7", "--format", "onnx"), ExitCode.BAD_INPUT);
        wrong.put(List.of("--model", "no-such", "--format", "onnx"), ExitCode.BAD_INPUT);
        String belowAFile = folder.resolve("plan.yaml").resolve("x").toString();
        wrong.put(List.of("--model", "tiny", "--format", "onnx", "--output", belowAFile), ExitCode.USAGE);
        wrong.forEach((arguments, exitCode) -> {
            List<String> all = new ArrayList<>(List.of("export", "--store", folder.resolve("models").toString()));
            all.addAll(arguments);
            if (!arguments.contains("--output")) {
                all.addAll(List.of("--output", output.toString()));
            }
            InProcess said = InProcess.run(all.toArray(String[]::new)).exited(exitCode);
            assertEquals(1, said.err().lines().count(), said::err);
        });
        assertFalse(Files.exists(output));
        InProcess unknown = InProcess.run("export", "--model", "tiny", "--format", "pmml").exited(ExitCode.USAGE);
        assertTrue(unknown.err().contains("--format"), unknown::err);
    }
}
