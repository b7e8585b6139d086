package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.grid.ConfirmedWrites;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.security.SecretFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A member process that stands still (SIGSTOP) in the middle of a run until the others have given it up, and then goes on: it
 * finds out, starts again, and joins with empty hands. The first member runs driver and job, and the caller knows the grid from
 * the one that stands still.
 */
class FrozenMemberIT {
    private static final int LIMIT_SECONDS = 4;
    private static final String PLAN = """
            hidden: [16, 10]
            shards: 5
            miniBatch: 10
            pretraining: {epochs: 2, initialDeviation: 0.1}
            fineTuning: {epochs: 250, learningRate: 0.5}
            """;

    @TempDir
    private Path folder;
    private final CliMembers members = new CliMembers();

    @BeforeEach
    void writeData() throws IOException {
        SmallData.write(folder.resolve("data"));
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
    }

    @AfterEach
    void killWhatIsLeft() {
        members.close();
    }

    private Cli train(String... grid) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--data", "data", "--classes",
                String.valueOf(SmallData.CLASSES), "--preset", "./plan.yaml", "--store", "models", "--model", "m"));
        arguments.addAll(List.of(grid));
        return Cli.start(folder, arguments);
    }

    @ParameterizedTest(name = "of {0} members number {1}")
    @CsvSource({"3, 0", "2, 1"})
    void when_aMemberStandsStillForTooLong_then_theRunEndsTheSameAndTheMemberJoinsAgain(int count, int frozen)
            throws Exception {
        String expected = InProcess.run("train", "--data", folder.resolve("data").toString(), "--classes",
                String.valueOf(SmallData.CLASSES), "--preset", folder.resolve("plan.yaml").toString(), "--store",
                folder.resolve("undisturbed").toString(), "--model", "m", "--members", "1").outcome().exited(ExitCode.DONE)
                .modelSha256();
        members.start(folder, count, "--store", "fences", "--heartbeat-limit", String.valueOf(LIMIT_SECONDS));
        Cli sleeper = members.get(frozen);
        try (Cli training = train("--cluster", members.address(frozen))) {
            training.awaitLine("^fine-tuning  epoch 5/");
            sleeper.signal("STOP");
            awaitMembers(members.address((frozen + 1) % count), count - 1);
            sleeper.signal("CONT");
            Outcome outcome = training.await().exited(ExitCode.DONE);
            assertEquals(expected, outcome.modelSha256(), outcome::toString);
        }
        awaitMembers(members.address(frozen), count);
        sleeper.awaitErrorLine("was cut off, because .*; it has started again as one of " + count);
        assertTrue(members.allAlive());
    }

    /**
     * The caller knows the grid from the member that stands still: its writes wait in that member's sockets. When it wakes, it
     * does and acknowledges them, a moment before it finds out that it has been given up, and they are lost with it.
     */
    @Test
    void when_aMemberStandsStillWhileACallerWrites_then_theCallerFindsOutWhatIsLostAndWritesItAgain() throws Exception {
        members.start(folder, 3, "--store", "fences", "--heartbeat-limit", String.valueOf(LIMIT_SECONDS));
        HazelcastInstance caller = client(members.address(0));
        try {
            ConfirmedWrites writes = new ConfirmedWrites(caller);
            Set<String> keys = IntStream.range(0, 500).mapToObj(number -> "key " + number).collect(Collectors.toSet());
            keys.forEach(key -> writes.write(new GridMaps(caller).descriptions(), key, "value"));
            assertTrue(Cli.holdsWithin(40, () -> caller.getCluster().getMembers().size() == 3));
            members.get(0).signal("STOP");
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> writes.confirm("the test"));
            awaitMembers(members.address(1), 2);
            members.get(0).signal("CONT");
            written.get(150, TimeUnit.SECONDS);
            HazelcastInstance other = client(members.address(1));
            try {
                assertEquals(keys, new GridMaps(other).descriptions().getAll(keys).keySet());
            } finally {
                other.shutdown();
            }
        } finally {
            caller.shutdown();
        }
    }

    private HazelcastInstance client(String address) throws IOException {
        return GridClient.connect(List.of(address), SecretFile.read(folder.resolve(".beliefgrid").resolve("secret")));
    }

    private void awaitMembers(String address, int count) throws Exception {
        HazelcastInstance client = client(address);
        try {
            assertTrue(Cli.holdsWithin(40, () -> client.getCluster().getMembers().size() == count),
                    () -> "members: " + client.getCluster().getMembers());
        } finally {
            client.shutdown();
        }
    }
}
