package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.MemberStatisticsTask;
import org.beliefgrid.grid.security.SecretFile;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on OpenBLAS kernels that are pinned, and in grids whose members have different ones. Both kernels take AVX2. */
@EnabledIf("bothKernelsRunHere")
class KernelIT {
    private static final Map<String, String> FORCED_ZEN = Map.of("OPENBLAS_CORETYPE", "ZEN");
    private static final Map<String, String> FORCED_HASWELL = Map.of("OPENBLAS_CORETYPE", "HASWELL");
    private static final Map<String, String> TELLING = Map.of("OPENBLAS_CORETYPE", "HASWELL", "BELIEFGRID_LOG", "info");

    @TempDir
    private Path folder;

    static boolean bothKernelsRunHere() {
        return BlasCore.HASWELL.runsHere() && BlasCore.ZEN.runsHere();
    }

    @BeforeEach
    void writeData() throws IOException {
        SmallData.write(folder.resolve("data"));
        SmallPlan.write(folder);
    }

    private static List<String> words(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of(more));
        return words;
    }

    private static List<String> train(String model, String... more) {
        return words("train --data data --classes 3 --preset ./small.yaml --store models --model " + model, more);
    }

    private Outcome run(Map<String, String> environment, List<String> arguments) throws IOException, InterruptedException {
        try (Cli cli = Cli.start(folder, environment, arguments)) {
            return cli.await();
        }
    }

    private Cli member(Map<String, String> environment, String... more) throws IOException {
        return Cli.start(folder, environment, words("member --port 0 --threads 1 --store fences", more));
    }

    private static String address(Cli member, int number) throws IOException, InterruptedException {
        return member.awaitLine("^member \\[(.*)\\]:(\\d+) of " + number + ", 1 training threads$").replaceAll("$1:$2");
    }

    /** Waits until a member has run a shard's epoch. */
    private void awaitLearning(String member) throws Exception {
        HazelcastInstance client = GridClient.connect(List.of(member), SecretFile.read(folder.resolve(".beliefgrid")
                .resolve("secret")));
        try {
            assertTrue(Cli.holdsWithin(60, () -> tasks(client, member) > 0), member + " learns nothing");
        } finally {
            client.shutdown();
        }
    }

    private static long tasks(HazelcastInstance client, String member) {
        long tasks = 0;
        for (Future<MemberStatistics> answer : new GridMaps(client).chores().submitToAllMembers(new MemberStatisticsTask())
                .values()) {
            try {
                tasks += answer.get().member().equals(member) ? answer.get().tasks() : 0;
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return tasks;
    }

    private Provenance provenance(String model) throws IOException {
        return ModelStore.at(Location.of(folder.resolve("models").toString())).load(model).provenance();
    }

    private static void assertKernels(Provenance provenance, boolean mixed, String... kernels) {
        assertEquals(mixed, provenance.mixedKernels());
        List<String> found = List.of(provenance.processor().split("; "));
        assertEquals(kernels.length, found.size(), found::toString);
        for (String kernel : kernels) {
            assertTrue(found.stream().anyMatch(processor -> processor.endsWith("OpenBLAS kernel " + kernel)), found::toString);
        }
    }

    private static String onlyLine(Outcome outcome) {
        assertEquals(1, outcome.exited(ExitCode.USAGE).err().size(), outcome::toString);
        return outcome.err().get(0);
    }

    @Test
    void thePlanPinsTheKernelWhateverTheEnvironmentSays() throws Exception {
        Outcome zen = run(FORCED_HASWELL, train("zen", "--blas-core", "zen")).exited(ExitCode.DONE);
        Outcome forced = run(FORCED_ZEN, train("forced")).exited(ExitCode.DONE);
        assertKernels(provenance("zen"), false, "Zen");
        assertKernels(provenance("forced"), false, "Zen");
        assertEquals(forced.modelSha256(), zen.modelSha256());

        Outcome evaluation = run(FORCED_HASWELL, words("evaluate --data data --classes 3 --store models --model zen"));
        assertEquals(zen.line("test error "), evaluation.exited(ExitCode.DONE).line("test error "));
    }

    @Test
    void evaluationTakesTheKernelOfThePlanUnlessAnotherIsAskedFor() throws Exception {
        run(FORCED_HASWELL, train("zen", "--blas-core", "ZEN", "--pretrain-epochs", "0")).exited(ExitCode.DONE);
        List<String> evaluate = words("evaluate --data data --classes 3 --store models --model zen");
        Outcome pinned = run(TELLING, evaluate).exited(ExitCode.DONE);
        assertTrue(pinned.err().stream().anyMatch(line -> line.contains("OpenBLAS kernel Zen, ")), pinned::toString);
        assertFalse(pinned.err().stream().anyMatch(line -> line.contains("was forced")), pinned::toString);
        evaluate.addAll(List.of("--blas-core", "any"));
        Outcome own = run(TELLING, evaluate).exited(ExitCode.DONE);
        assertTrue(own.err().stream().anyMatch(line -> line.contains("OpenBLAS kernel Haswell, ")), own::toString);
    }

    @Test
    void aKernelThatTheProcessorCannotRunIsRefused() throws Exception {
        String line = onlyLine(run(FORCED_HASWELL, train("arm", "--blas-core", "ARMV8")));
        assertTrue(line.contains("blasCore must be a kernel that this processor runs, or any, was ARMV8"), line);
        line = onlyLine(run(FORCED_HASWELL, words("member --port 0 --blas-core armv8")));
        assertTrue(line.contains("was ARMV8"), line);
        assertFalse(Files.exists(folder.resolve("models").resolve("arm")));
    }

    @Test
    void differentKernelsAreRefusedUnlessTheyAreAllowed() throws Exception {
        try (Cli zen = member(FORCED_ZEN)) {
            String first = address(zen, 1);
            try (Cli haswell = member(FORCED_ZEN, "--blas-core", "haswell", "--join", first)) {
                String second = address(haswell, 2);
                String line = onlyLine(run(FORCED_ZEN, train("refused", "--cluster", first)));
                for (String named : List.of("Zen at " + first, "Haswell at " + second, "--blas-core", "--mixed-kernels")) {
                    assertTrue(line.contains(named), line);
                }
                line = onlyLine(run(FORCED_ZEN, train("refused", "--cluster", first, "--blas-core", "ZEN")));
                assertTrue(line.contains("was ZEN, found ") && line.contains("Haswell at " + second), line);
                assertFalse(Files.exists(folder.resolve("models").resolve("refused")));

                run(FORCED_ZEN, train("mixed", "--cluster", first, "--mixed-kernels")).exited(ExitCode.DONE);
                assertKernels(provenance("mixed"), true, "Zen", "Haswell");

                Files.writeString(folder.resolve("small.yaml"), "hidden: [16]\nupdateBits: 16");
                assertEquals("beliefgrid: updateBits must be 32 with --mixed-kernels, was 16",
                        onlyLine(run(FORCED_ZEN, train("narrow", "--cluster", first, "--mixed-kernels"))));
            }
        }
    }

    @Test
    void kernelsOfMembersThatJoinAndLeaveAreListedWhereTheyAreAllowed() throws Exception {
        Files.writeString(folder.resolve("small.yaml"), "hidden: [16]\nshards: 6\npretraining: {epochs: 1000000}");
        try (Cli haswell = member(FORCED_HASWELL)) {
            String first = address(haswell, 1);
            try (Cli training = Cli.start(folder, FORCED_HASWELL, train("long", "--cluster", first, "--mixed-kernels"))) {
                training.awaitLine("^pre-training layer 1  epoch 3/");
                try (Cli zen = member(FORCED_ZEN, "--join", first)) {
                    awaitLearning(address(zen, 2));
                    zen.signal("TERM");
                    zen.await();
                }
                assertTrue(training.isAlive());
                training.signal("INT");
                training.await().exited(ExitCode.INTERRUPTED);
            }
        }
        assertKernels(provenance("long-interrupted"), true, "Zen", "Haswell");
    }

    @Test
    void aMemberWithAnotherKernelThatJoinsLearnsNothingForTheRun() throws Exception {
        Files.writeString(folder.resolve("small.yaml"),
                "hidden: [16]\nshards: 6\nblasCore: HASWELL\npretraining: {epochs: 1000000}");
        try (Cli haswell = member(FORCED_HASWELL)) {
            String first = address(haswell, 1);
            try (Cli training = Cli.start(folder, FORCED_HASWELL, train("long", "--cluster", first))) {
                training.awaitLine("^pre-training layer 1  epoch 3/");
                try (Cli zen = member(FORCED_ZEN, "--join", first)) {
                    String joined = address(zen, 2);
                    String line = onlyLine(training.await());
                    for (String named : List.of("pre-training layer 1 epoch ", "member " + joined, "Zen", "expected Haswell",
                            "--mixed-kernels")) {
                        assertTrue(line.contains(named), line);
                    }
                    assertTrue(zen.isAlive() && haswell.isAlive());
                }
            }
        }
        assertFalse(Files.exists(folder.resolve("models").resolve("long")));
    }
}
