package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.security.SecretFile;
import org.beliefgrid.store.Location;

/**
 * A member, a client and a training of a moment, with cases and a folder of its own: run once after a build, so that the JVM
 * writes down the classes that commands need ({@code -XX:ArchiveClassesAtExit}), and starts with them the next time.
 */
public final class WarmUp {
    private static final int CASES = 40;
    private static final int SIDE = 4;
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;
    private static final String PLAN = """
            hidden: [4, 4]
            shards: 2
            miniBatch: 10
            pretraining: {epochs: 1}
            fineTuning: {epochs: 1}
            """;

    private WarmUp() {
    }

    /** Trains, evaluates, and ends the process; the exit code is that of the first command that failed. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("beliefgrid-warm-up-");
        int code;
        try {
            code = warmUp(folder);
        } finally {
            Location.of(folder.toString()).delete();
        }
        System.exit(code);
    }

    private static int warmUp(Path folder) throws IOException {
        write(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        write(folder, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
        Path plan = Files.writeString(folder.resolve("plan.yaml"), PLAN);
        Path secret = folder.resolve("secret");
        String store = folder.resolve("models").toString();
        HazelcastInstance member = GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, List.of(), 0, 1,
                Location.of(store), SecretFile.readOrMake(secret)));
        int port = member.getCluster().getLocalMember().getAddress().getPort();
        int trained = BeliefGrid.run("train", "--data", folder.toString(), "--classes", "2", "--preset", plan.toString(),
                "--store", store, "--model", "warm", "--cluster", "127.0.0.1:" + port, "--secret-file", secret.toString(),
                "--json", folder.resolve("result.json").toString());
        member.shutdown();
        return trained != ExitCode.DONE ? trained
                : BeliefGrid.run("evaluate", "--data", folder.toString(), "--model", "warm", "--store", store);
    }

    /** Images that are bright above or below, and which of the two. */
    private static void write(Path folder, String images, String labels) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(16 + CASES * SIDE * SIDE).putInt(IMAGES).putInt(CASES).putInt(SIDE)
                .putInt(SIDE);
        ByteBuffer classes = ByteBuffer.allocate(8 + CASES).putInt(LABELS).putInt(CASES);
        for (int number = 0; number < CASES; number++) {
            classes.put((byte) (number % 2));
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                pixels.put((byte) (pixel * 2 / (SIDE * SIDE) == number % 2 ? 255 : 0));
            }
        }
        Files.write(folder.resolve(images), pixels.array());
        Files.write(folder.resolve(labels), classes.array());
    }
}
