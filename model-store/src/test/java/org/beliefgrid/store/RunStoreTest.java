package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStoreTest {
    private static final String GRID = "6f1e";

    @TempDir
    Path folder;

    private RunStore store;

    @BeforeEach
    void openStore() {
        store = RunStore.at(Location.of(folder.toString()));
    }

    private Path run(String name) {
        return folder.resolve("runs").resolve(name);
    }

    private List<String> files(String run) throws IOException {
        try (Stream<Path> files = Files.list(run(run))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aMarkSaysWhichGridItIsOf() throws IOException {
        assertTrue(store.claim("run", 7, GRID));
        assertTrue(store.isClaimedBy("run", 7, GRID));
        assertFalse(store.isClaimedBy("run", 7, "another"));
        assertFalse(store.isClaimedBy("run", 8, GRID), "nobody has it");
        store.of("run").child("generation-9").createExclusively("run run, gen".getBytes(StandardCharsets.UTF_8));
        assertTrue(store.isClaimedBy("run", 9, GRID), "not written to its end");
    }

    @Test
    void theLastTwoCheckpointsAreKept() throws IOException {
        for (int round : new int[] {0, 5, 9, 10, 105}) {
            store.write(TinyCheckpoints.at("run", round));
            CheckpointFileTest.requireSame(TinyCheckpoints.at("run", round), store.read("run", round));
        }
        assertEquals(List.of(105, 10), store.rounds("run"));
        assertEquals(List.of("checkpoint-10", "checkpoint-105"), files("run"));
    }

    /** The one at 20 was damaged: it is written again when the run gets there. */
    @Test
    void aRunThatWentBackPassesOverWhatLiesBeforeIt() throws IOException {
        store.write(TinyCheckpoints.at("run", 15));
        store.write(TinyCheckpoints.at("run", 20));
        Files.write(run("run").resolve("checkpoint-20"), new byte[7]);
        store.write(TinyCheckpoints.at("run", 15));
        store.write(TinyCheckpoints.at("run", 18));
        assertEquals(List.of(20, 18, 15), store.rounds("run"));
        store.write(TinyCheckpoints.at("run", 20));
        assertEquals(List.of(20, 18), store.rounds("run"));
        CheckpointFileTest.requireSame(TinyCheckpoints.at("run", 20), store.read("run", 20));
    }

    /** As a driver does that was frozen while another went on with its run. */
    @Test
    void aWriterThatWakesLateLeavesWhatOthersWroteMeanwhile() throws IOException {
        store.write(TinyCheckpoints.at("run", 10));
        store.write(TinyCheckpoints.at("run", 195));
        store.write(TinyCheckpoints.at("run", 200));
        Files.write(run("run").resolve("checkpoint-205.0123.tmp"), new byte[7]);
        store.write(TinyCheckpoints.at("run", 10));
        assertEquals(List.of(200, 195, 10), store.rounds("run"));
        assertTrue(Files.exists(run("run").resolve("checkpoint-205.0123.tmp")), "somebody is just writing it");
        CheckpointFileTest.requireSame(TinyCheckpoints.at("run", 200), store.read("run", 200));
        store.write(TinyCheckpoints.at("run", 205));
        assertEquals(List.of("checkpoint-200", "checkpoint-205"), files("run"));
    }

    @Test
    void whatAKilledWriterLeftGoesWithTheNextCheckpoint() throws IOException {
        Files.createDirectories(run("run"));
        Files.write(run("run").resolve("checkpoint-5.0123.tmp"), new byte[7]);
        Files.write(run("run").resolve("checkpoint-10.4567.tmp"), new byte[7]);
        assertEquals(List.of(), store.rounds("run"));
        store.write(TinyCheckpoints.at("run", 10));
        assertEquals(List.of("checkpoint-10"), files("run"));
    }

    /** A folder in its place cannot be replaced by a file, not even by root. */
    @Test
    void aCheckpointThatCannotBeWrittenLeavesTheOthers() throws IOException {
        store.write(TinyCheckpoints.at("run", 5));
        store.write(TinyCheckpoints.at("run", 10));
        Files.createDirectories(run("run").resolve("checkpoint-15").resolve("full"));
        assertThrows(IOException.class, () -> store.write(TinyCheckpoints.at("run", 15)));
        assertEquals(List.of("checkpoint-10", "checkpoint-15", "checkpoint-5"), files("run"));
        CheckpointFileTest.requireSame(TinyCheckpoints.at("run", 10), store.read("run", 10));
    }

    /** Any byte may be the one that does not fit any more. */
    @Test
    void onADiskThatIsFullOrReadOnlyTheLastGoodCheckpointLoads() throws IOException {
        FullDisk.Room room = new FullDisk.Room();
        RunStore full = RunStore.at(new Location(new FullDisk(LocalPlace.ofPath(folder.toString()), room)));
        full.write(TinyCheckpoints.at("run", 5));
        full.write(TinyCheckpoints.at("run", 10));
        full.describe(TinyCheckpoints.run("run", 10));
        long size = Files.size(run("run").resolve("checkpoint-10"));
        for (long bytes = 0; bytes < size; bytes++) {
            room.limit(bytes, Long.MAX_VALUE);
            requireRefused("No space left on device", full);
        }
        room.limit(Long.MAX_VALUE, 0);
        requireRefused("Read-only file system", full);

        room.limit(Long.MAX_VALUE, Long.MAX_VALUE);
        full.write(TinyCheckpoints.at("run", 15));
        assertEquals(List.of(15, 10), full.rounds("run"));
    }

    private void requireRefused(String reason, RunStore full) throws IOException {
        IOException refused = assertThrows(IOException.class, () -> full.write(TinyCheckpoints.at("run", 15)));
        assertTrue(refused.getMessage().endsWith(reason), refused::getMessage);
        assertEquals(List.of("checkpoint-10", "checkpoint-5", "run.yaml"), files("run"));
        CheckpointFileTest.requireSame(TinyCheckpoints.at("run", 10), full.read("run", full.rounds("run").get(0)));
        assertEquals(Optional.of(TinyCheckpoints.run("run", 10)), full.find("run"));
    }

    @Test
    void onADiskThatIsFullOrReadOnlyTheLastDescriptionStays() throws IOException {
        FullDisk.Room room = new FullDisk.Room();
        RunStore full = RunStore.at(new Location(new FullDisk(LocalPlace.ofPath(folder.toString()), room)));
        full.describe(TinyCheckpoints.run("run", 10));
        for (long bytes = 0; bytes < Files.size(run("run").resolve("run.yaml")); bytes++) {
            room.limit(bytes, Long.MAX_VALUE);
            assertThrows(IOException.class, () -> full.describe(TinyCheckpoints.run("run", 15)));
            assertEquals(Optional.of(TinyCheckpoints.run("run", 10)), full.find("run"));
        }
        room.limit(Long.MAX_VALUE, 0);
        assertThrows(IOException.class, () -> full.describe(TinyCheckpoints.run("run", 15)));
        assertEquals(Optional.of(TinyCheckpoints.run("run", 10)), full.find("run"));
        assertEquals(List.of("run.yaml"), files("run"));
    }

    @Test
    void whatRunsSayOfThemselvesIsFound() throws IOException {
        assertEquals(List.of(), store.names());
        assertEquals(Optional.empty(), store.find("b"));
        store.describe(TinyCheckpoints.run("b", 1));
        store.describe(TinyCheckpoints.run("a", 1));
        store.describe(TinyCheckpoints.run("a", 2));
        store.claim("marks-only", 1, GRID);
        assertEquals(List.of("a", "b"), store.names());
        assertEquals(Optional.of(TinyCheckpoints.run("a", 2)), store.find("a"));
        Files.writeString(run("a").resolve("run.yaml"), "run: a\n");
        assertThrows(BadInputException.class, () -> store.find("a"));
        store.delete("a");
        assertEquals(List.of("b"), store.names());
    }

    @Test
    void aRunsTextIsReadBackEqual() {
        RunState run = TinyCheckpoints.run("a", 3);
        assertEquals(run, RunState.read("run", run.text()));
        RunState before = run.at(RunProgress.BEFORE);
        assertEquals(before, RunState.read("run", before.text()));
        RunDescription bare = new RunDescription("a", "", "", List.of(), List.of(), 0, "", "", "", "", "", 0);
        assertEquals(new RunState(bare, before.progress()), RunState.read("run", new RunState(bare, before.progress()).text()));
    }

    @Test
    void generationIsClaimedOnce() throws IOException {
        assertEquals(-1, store.newestGeneration("run-1"));
        assertTrue(store.claim("run-1", 7, GRID));
        assertFalse(store.claim("run-1", 7, GRID));
        assertTrue(store.claim("run-1", 10, GRID));
        assertTrue(store.claim("run-1", 8, GRID));
        assertTrue(store.claim("run-2", 7, GRID));
        assertEquals(10, store.newestGeneration("run-1"));
        assertTrue(Files.exists(run("run-1").resolve("generation-7")));
        assertThrows(IllegalArgumentException.class, () -> store.claim("run-1", -1, GRID));
    }

    @Test
    void ofManyClaimsAtOnceOneSucceeds() {
        for (int round = 0; round < 20; round++) {
            int generation = round;
            long owners = IntStream.range(0, 8).parallel().filter(caller -> claimed(generation)).count();
            assertEquals(1, owners, "generation " + generation);
        }
    }

    private boolean claimed(long generation) {
        try {
            return store.claim("run", generation, GRID);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void releaseLeavesWhatTheRunSaysOfItself() throws IOException {
        store.claim("run", 0, GRID);
        store.claim("run", 1, GRID);
        store.claim("run-2", 0, GRID);
        store.claim("run-3", 0, GRID);
        store.describe(TinyCheckpoints.run("run", 1));
        store.write(TinyCheckpoints.at("run", 5));

        store.release("run");
        store.release("run");
        store.release("run-3");

        assertEquals(List.of("run.yaml"), files("run"));
        assertFalse(Files.exists(run("run-3")));
        assertTrue(store.claim("run", 0, GRID));
        assertFalse(store.claim("run-2", 0, GRID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../a", "a b", "a\n", "\u00e4", "a:b"})
    void otherNamesAreRefused(String name) {
        assertThrows(InvalidConfigException.class, () -> store.claim(name, 0, GRID));
        assertThrows(InvalidConfigException.class, () -> store.release(name));
        assertThrows(InvalidConfigException.class, () -> store.rounds(name));
        assertThrows(InvalidConfigException.class, () -> store.delete(name));
        assertFalse(Files.exists(folder.resolve("runs")));
    }
}
