package com.example.perceptron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A grid that knows nothing of the algorithm takes it up while it trains something else: member after member leaves and comes
 * back with the jar. The run that goes on meanwhile ends with the bits that it has without any of that, and then the algorithm
 * is trained in this grid.
 */
class RollingRestartIT {
    private static final int MEMBERS = 3;
    private static final int CASES = 400;
    private static final int SIDE = 6;
    private static final int CLASSES = 3;
    /** So many that the run outlasts the restarts. */
    private static final int EPOCHS = Integer.getInteger("beliefgrid.test.epochs", 1600);

    @TempDir
    private Path folder;
    private final List<Program> started = new ArrayList<>();
    private final List<Program> members = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Program::close);
    }

    @Test
    void membersTakeTheJarUpOneAfterTheOtherWhileARunGoesOn() throws Exception {
        writeData();
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Path jar = Files.copy(Program.jar(), lib.resolve("perceptron.jar"));
        String undisturbed = network("undisturbed", "--members", "1").modelSha256();
        for (int member = 0; member < MEMBERS; member++) {
            startMember(member, "0", List.of());
        }
        Program tooSoon = perceptron(jar, "too-soon", "--cluster", String.join(",", addresses));
        tooSoon.refused("does not have com.example.perceptron.Perceptron: start it with --lib");
        Program training = network("disturbed", "--cluster", String.join(",", addresses));
        training.awaitLine("epoch 2/");
        for (int member = 0; member < MEMBERS; member++) {
            members.get(member).stop();
            startMember(member, addresses.get(member).split(":")[1], List.of(jar));
        }
        assertTrue(training.isAlive(), "the run was over before the last restart: give it more epochs");
        assertEquals(undisturbed, training.modelSha256());
        String alone = perceptron(jar, "alone", "--members", "1").modelSha256();
        assertEquals(alone, perceptron(jar, "together", "--cluster", String.join(",", addresses)).modelSha256());
    }

    /** Members with the jar say so, as their operator would. */
    private void startMember(int index, String port, List<Path> jars) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("member", "--port", port, "--threads", "1", "--store", "models"));
        String others = addresses.stream().filter(address -> addresses.indexOf(address) != index)
                .collect(Collectors.joining(","));
        if (!others.isEmpty()) {
            arguments.addAll(List.of("--join", others));
        }
        if (!jars.isEmpty()) {
            arguments.addAll(List.of("--lib", "lib"));
        }
        Program member = start(jars, arguments);
        Matcher line = member.awaitLine("^member \\[(.*)\\]:(\\d+) of " + (index < members.size() ? MEMBERS : index + 1));
        if (index < members.size()) {
            members.set(index, member);
        } else {
            members.add(member);
            addresses.add(line.group(1) + ":" + line.group(2));
        }
    }

    private Program network(String model, String... where) throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), """
                hidden: [12]
                shards: 5
                miniBatch: 20
                pretraining: {epochs: 5, initialDeviation: 0.1}
                fineTuning: {epochs: %d, learningRate: 0.1}
                """.formatted(EPOCHS));
        return train(List.of(), model, Stream.concat(Stream.of("--preset", "./plan.yaml"), Stream.of(where)).toList());
    }

    private Program perceptron(Path jar, String model, String... where) throws IOException {
        return train(List.of(jar), model, Stream.concat(Stream.of("--lib", "lib", "--algorithm", "perceptron", "--set",
                "epochs=8", "--shards", "5"), Stream.of(where)).toList());
    }

    private Program train(List<Path> jars, String model, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--data", "data", "--classes", String.valueOf(CLASSES),
                "--store",
                "models", "--model", model));
        arguments.addAll(more);
        return start(jars, arguments);
    }

    private Program start(List<Path> jars, List<String> arguments) throws IOException {
        Program program = Program.start(folder, jars, arguments.toArray(String[]::new));
        started.add(program);
        return program;
    }

    /** Images of a bright third in noise, in the files that MNIST comes in. */
    private void writeData() throws IOException {
        Random random = new Random(1);
        ByteBuffer images = ByteBuffer.allocate(16 + CASES * SIDE * SIDE).putInt(0x803).putInt(CASES).putInt(SIDE).putInt(SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + CASES).putInt(0x801).putInt(CASES);
        for (int i = 0; i < CASES; i++) {
            int label = random.nextInt(CLASSES);
            labels.put((byte) label);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                boolean bright = pixel * CLASSES / (SIDE * SIDE) == label;
                images.put((byte) (bright == (random.nextInt(10) > 0) ? 200 : 30));
            }
        }
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.write(data.resolve("train-images-idx3-ubyte"), images.array());
        Files.write(data.resolve("train-labels-idx1-ubyte"), labels.array());
    }
}
