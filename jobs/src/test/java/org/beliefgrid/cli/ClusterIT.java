package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.security.SecretFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A standing grid of three member processes, and trainings in it from a fourth. The last test stops the members. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final int SHARDS = 7;
    private static final int MEMBERS = 3;
    private static final int TERMINATED = 128 + 15;
    private static final long SECONDS_TO_STOP = 20;

    @TempDir
    private static Path folder;
    private static final List<Cli> PROCESSES = new ArrayList<>();
    private static final List<String> ADDRESSES = new ArrayList<>();
    private static Outcome first;
    private static Outcome second;
    private static Outcome embedded;

    @BeforeAll
    static void train() throws Exception {
        SmallData.write(folder.resolve("data"));
        SmallPlan.write(folder);
        String join = "";
        for (int number = 1; number <= MEMBERS; number++) {
            List<String> arguments = new ArrayList<>(List.of("member", "--port", "0", "--threads", "1", "--store", "fences"));
            arguments.addAll(join.isEmpty() ? List.of() : List.of("--join", join));
            Cli member = Cli.start(folder, arguments);
            PROCESSES.add(member);
            join = awaitAddress(member, number);
            ADDRESSES.add(join);
        }
        first = train("first", "--cluster", String.join(",", ADDRESSES));
        // One address will do: the grid names the others.
        try (Cli training = Cli.start(folder, arguments("second", "--cluster", ADDRESSES.get(1)));
                Cli alone = Cli.start(folder, arguments("embedded", "--members", "2"))) {
            second = training.await();
            embedded = alone.await();
        }
    }

    @AfterAll
    static void killWhatIsLeft() {
        PROCESSES.forEach(Cli::close);
        PROCESSES.clear();
        ADDRESSES.clear();
    }

    private static String awaitAddress(Cli member, int number) throws IOException, InterruptedException {
        return member.awaitLine("^member \\[(.*)\\]:(\\d+) of " + number + ", 1 training threads$")
                .replaceAll("$1:$2");
    }

    private static Outcome train(String model, String... arguments) throws IOException, InterruptedException {
        return Cli.run(folder, arguments(model, arguments));
    }

    private static List<String> arguments(String model, String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--data", "data", "--classes", String.valueOf(SmallData.CLASSES),
                "--preset", "./small.yaml", "--shards", String.valueOf(SHARDS), "--store", "models", "--model", model,
                "--json", model + ".json"));
        all.addAll(List.of(arguments));
        return all;
    }

    private static JsonNode members(String model) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(model + ".json").toFile()).get("members");
    }

    @Test
    @Order(1)
    void modelIsThatOfAnEmbeddedGrid() {
        String expected = embedded.exited(ExitCode.DONE).modelSha256();
        assertEquals(expected, first.exited(ExitCode.DONE).modelSha256());
        assertEquals(expected, second.exited(ExitCode.DONE).modelSha256());
        assertTrue(Files.exists(folder.resolve("models").resolve("first").resolve("1.dbn")),
                "the model is not in the client's store");
    }

    @Test
    @Order(1)
    void everyMemberRanTasksOnLocalBlocks() throws Exception {
        for (String model : List.of("first", "second")) {
            JsonNode members = members(model);
            TreeSet<String> addresses = new TreeSet<>();
            long shards = 0;
            for (JsonNode member : members) {
                addresses.add(member.get("address").asText());
                shards += member.get("shards").asLong();
                assertTrue(member.get("shards").asLong() >= SHARDS / MEMBERS, members::toString);
                assertEquals(member.get("shards").asLong() * SmallPlan.ROUNDS, member.get("tasksRun").asLong(),
                        members::toString);
                assertTrue(member.get("blocksReadLocally").asLong() > 0, members::toString);
                assertEquals(0, member.get("blocksReadRemotely").asLong(), members::toString);
            }
            assertEquals(new TreeSet<>(ADDRESSES), addresses);
            assertEquals(SHARDS, shards);
        }
    }

    @Test
    @Order(1)
    void trainingSaysNothingOnStandardError() {
        assertEquals(List.of(), first.err());
        assertEquals(List.of(), second.err());
    }

    @Test
    @Order(1)
    void membersStayAndKeepNothing() throws Exception {
        PROCESSES.forEach(member -> assertTrue(member.isAlive()));
        HazelcastInstance client = GridClient.connect(ADDRESSES, SecretFile.read(folder.resolve(".beliefgrid")
                .resolve("secret")));
        try {
            GridMaps maps = new GridMaps(client);
            assertEquals(MEMBERS, client.getCluster().getMembers().size());
            Map<String, Integer> left = new TreeMap<>(Map.of("blocks", maps.blocks().size(), "datasets", maps.datasets().size(),
                    "loaded", maps.loaded().size(), "updates", maps.updates().size(), "states", maps.states().size(),
                    "runs", maps.runs().size(), "algorithms", maps.algorithms().size(), "weights", maps.weights().size(),
                    "descriptions", maps.descriptions().size()));
            left.values().removeIf(size -> size == 0);
            assertEquals(Map.of(), left);
        } finally {
            client.shutdown();
        }
        if (Files.exists(folder.resolve("fences"))) {
            try (Stream<Path> files = Files.walk(folder.resolve("fences"))) {
                assertEquals(List.of("run.yaml"), files.filter(Files::isRegularFile).map(file -> file.getFileName().toString())
                        .distinct().toList());
            }
        }
    }

    @Test
    @Order(2)
    void membersEndAtOnceWhenTerminated() throws Exception {
        // One that hands its partitions to the others, then two at a time.
        PROCESSES.get(0).signal("TERM");
        Outcome oneOfThree = PROCESSES.get(0).await(SECONDS_TO_STOP);
        PROCESSES.get(1).signal("TERM");
        PROCESSES.get(2).signal("TERM");
        Outcome oneOfTwo = PROCESSES.get(1).await(SECONDS_TO_STOP);
        Outcome other = PROCESSES.get(2).await(SECONDS_TO_STOP);
        assertAll(Stream.of(oneOfThree, oneOfTwo, other).map(outcome -> () -> outcome.exited(TERMINATED)));
    }
}
