package org.beliefgrid.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beliefgrid.process.MemberProcess;
import org.beliefgrid.process.ProgramProcess;
import org.beliefgrid.process.ProgramProcess.Line;
import org.beliefgrid.process.ProgramProcesses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each example as a process of its own, against two members in processes of theirs. */
class ExamplesIT {
    private static final long PATIENCE_SECONDS = 600;
    private static final int SIDE = 6;
    private static final int CLASSES = 2;
    private static final int EPOCHS = 100;
    private static final String ROWS = "8000";
    private static final String SEED = "11";
    private static final String LABELLED = "0.3";
    private static final List<String> SHORT_LIVES = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

    @TempDir
    private static Path folder;
    private static ProgramProcesses processes;
    private static String members;
    private static Path secret;

    @BeforeAll
    static void startMembers() throws Exception {
        writeImages("train", 400, 1);
        writeImages("t10k", 100, 2);
        secret = Files.writeString(folder.resolve("secret"), "5e".repeat(32) + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        processes = new ProgramProcesses();
        List<String> addresses = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            List<String> arguments = new ArrayList<>(List.of("member", "--port", "0", "--threads", "1", "--secret-file",
                    secret.toString(), "--store", folder.resolve("models").toString()));
            if (number == 2) {
                arguments.addAll(List.of("--join", addresses.get(0)));
            }
            addresses.add(MemberProcess.await(processes.start("member-" + number, SHORT_LIVES, arguments, folder)).address());
        }
        members = String.join(",", addresses);
    }

    @AfterAll
    static void stopAll() {
        processes.close();
    }

    /** Bright above or below the middle. */
    private static void writeImages(String name, int count, long seed) throws IOException {
        Random random = new Random(seed);
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE).putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int row = 0; row < count; row++) {
            int label = random.nextInt(CLASSES);
            labels.put((byte) label);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                boolean bright = (pixel / SIDE < SIDE / 2) == (label == 0);
                images.put((byte) (random.nextInt(120) + (bright ? 120 : 0)));
            }
        }
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.write(data.resolve(name + "-images-idx3-ubyte"), images.array());
        Files.write(data.resolve(name + "-labels-idx1-ubyte"), labels.array());
    }

    private static ProgramProcess start(Class<?> example, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(members, secret.toString(), folder.resolve("models").toString()));
        arguments.addAll(List.of(more));
        return processes.startClass(example.getSimpleName() + "-" + System.nanoTime(), example.getName(), SHORT_LIVES,
                arguments, folder);
    }

    private static ProgramProcess train() throws IOException {
        return start(EmbedAndPredict.class, folder.resolve("data").toString(), String.valueOf(CLASSES), String.valueOf(EPOCHS));
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    private static String line(ProgramProcess process, String start) throws InterruptedException {
        return process.awaitLine(text -> text.startsWith(start), deadline()).map(Line::text)
                .orElseThrow(() -> new AssertionError("no line " + start + " in " + process.lines() + process.errors()));
    }

    private static ProgramProcess ended(ProgramProcess process) throws InterruptedException {
        assertTrue(process.awaitEnd(deadline()), () -> process.name() + " goes on: " + process.lines());
        assertEquals(0, process.exitCode(), () -> process.lines() + process.errors());
        return process;
    }

    @Test
    void theExamplesTrainAttachAndScore() throws Exception {
        ProgramProcess undisturbed = ended(train());
        String model = line(undisturbed, "model ");
        assertTrue(line(undisturbed, "test error ").endsWith(" %"));
        line(undisturbed, "a blank image is taken for class ");

        ProgramProcess killed = train();
        String run = line(killed, "run ").substring("run ".length());
        line(killed, "fine-tuning  epoch " + EPOCHS / 10 + "/");
        killed.kill();
        assertTrue(killed.awaitEnd(deadline()));
        String attached = line(ended(start(AttachToRun.class, run)), "model ");
        assertEquals(model.replace("example@1", "example@2"), attached, "the same bits as undisturbed");

        ProgramProcess pipeline = ended(start(SubmitJetPipeline.class, "example@2", "500"));
        int scored = pipeline.lines().stream().map(Line::text).filter(text -> text.startsWith("example@2 class "))
                .mapToInt(text -> Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1))).sum();
        assertEquals(500, scored, () -> pipeline.lines().toString());
    }

    /**
     * With so few rows pre-training learns nothing yet: which one is ahead is shown by the whole experiment
     * (docs/guides/backtest.md).
     */
    @Test
    void theComparisonHoldsThreeAgainstTheSameRows() throws Exception {
        Path lookalike = folder.resolve("lookalike");
        ProgramProcess generated = ended(processes.startClass("generate-lookalike", GenerateLookalike.class.getName(),
                SHORT_LIVES, List.of(lookalike.toString(), ROWS, SEED, LABELLED), folder));
        assertEquals("8,000 rows in " + lookalike.resolve("lookalike.csv"), line(generated, "8,000"));
        byte[] rows = Files.readAllBytes(lookalike.resolve("later.csv"));

        ProgramProcess compared = ended(start(CompareLookalike.class, lookalike.toString(), ROWS, SEED, LABELLED));
        List<String> lines = compared.lines().stream().map(Line::text).filter(text -> text.startsWith(SEED + "  ")).toList();
        assertEquals(List.of("pre-trained", "random start", "logistic regression"),
                lines.stream().map(text -> text.split(" {2,}")[1]).toList(), () -> compared.lines().toString());
        String page = Files.readString(Path.of(line(compared, "report ").substring("report ".length())));
        for (String text : lines) {
            double[] figures = Arrays.stream(text.split(" {2,}")).skip(2).mapToDouble(Double::parseDouble).toArray();
            assertTrue(figures[1] <= figures[0] && figures[0] <= figures[2] && figures[2] < 1, text);
            // The line has a decimal more than the page, and may have been rounded up to the middle.
            assertTrue(Stream.of(-0.5, 0.5).map(end -> String.format(Locale.ROOT, "%.3f", figures[0] + end * 1e-4))
                    .anyMatch(page::contains), () -> text + " is not on the page");
        }
        double regression = Double.parseDouble(lines.get(2).split(" {2,}")[3]);
        assertTrue(regression > 0.5, () -> "logistic regression is above chance, outside of its interval: " + lines);
        assertArrayEquals(rows, Files.readAllBytes(lookalike.resolve("later.csv")), "the same rows again");
    }
}
