package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
    void theLastTwoCheckpointsAreKept() throws IOException {
        for (int round : new int[] {0, 5, 9, 10, 105}) {
            store.write(TinyCheckpoints.at("run", round));
            CheckpointFileTest.requireSame(TinyCheckpoints.at("run", round), store.read("run", round));
        }
        assertEquals(List.of(105, 10), store.rounds("run"));
        assertEquals(List.of("checkpoint-10", "checkpoint-105"), files("run"));
    }

    /** The one at 20 was damaged: of what is kept, none may be. */
    @Test
    void aRunThatWentBackRemovesWhatLiesBeforeIt() throws IOException {
        store.write(TinyCheckpoints.at("run", 15));
        store.write(TinyCheckpoints.at("run", 20));
        Files.write(run("run").resolve("checkpoint-20"), new byte[7]);
        store.write(TinyCheckpoints.at("run", 15));
        assertEquals(List.of(15), store.rounds("run"));
        store.write(TinyCheckpoints.at("run", 18));
        assertEquals(List.of(18, 15), store.rounds("run"));
    }

    @Test
    void whatAKilledWriterLeftGoesWithTheNextCheckpoint() throws IOException {
        Files.createDirectories(run("run"));
        Files.write(run("run").resolve("checkpoint-5.0123.tmp"), new byte[7]);
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

    @Test
    void whatRunsSayOfThemselvesIsFound() throws IOException {
        assertEquals(List.of(), store.names());
        assertEquals(Optional.empty(), store.find("b"));
        store.describe(TinyCheckpoints.run("b", 1));
        store.describe(TinyCheckpoints.run("a", 1));
        store.describe(TinyCheckpoints.run("a", 2));
        store.claim("marks-only", 1);
        assertEquals(List.of("a", "b"), store.names());
        assertEquals(Optional.of(TinyCheckpoints.run("a", 2)), store.find("a"));
        Files.writeString(run("a").resolve("run.yaml"), "nonsense: 1\n");
        assertTrue(assertThrows(BadInputException.class, () -> store.find("a")).getMessage()
                .contains("unknown setting nonsense"));
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
        assertTrue(store.claim("run-1", 7));
        assertFalse(store.claim("run-1", 7));
        assertTrue(store.claim("run-1", 10));
        assertTrue(store.claim("run-1", 8));
        assertTrue(store.claim("run-2", 7));
        assertEquals(10, store.newestGeneration("run-1"));
        assertTrue(Files.exists(run("run-1").resolve("generation-7")));
        assertThrows(IllegalArgumentException.class, () -> store.claim("run-1", -1));
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
            return store.claim("run", generation);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void releaseLeavesWhatTheRunSaysOfItself() throws IOException {
        store.claim("run", 0);
        store.claim("run", 1);
        store.claim("run-2", 0);
        store.claim("run-3", 0);
        store.describe(TinyCheckpoints.run("run", 1));
        store.write(TinyCheckpoints.at("run", 5));

        store.release("run");
        store.release("run");
        store.release("run-3");

        assertEquals(List.of("run.yaml"), files("run"));
        assertFalse(Files.exists(run("run-3")));
        assertTrue(store.claim("run", 0));
        assertFalse(store.claim("run-2", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../a", "a b", "a\n", "\u00e4", "a:b"})
    void otherNamesAreRefused(String name) {
        assertThrows(InvalidConfigException.class, () -> store.claim(name, 0));
        assertThrows(InvalidConfigException.class, () -> store.release(name));
        assertThrows(InvalidConfigException.class, () -> store.rounds(name));
        assertThrows(InvalidConfigException.class, () -> store.delete(name));
        assertFalse(Files.exists(folder.resolve("runs")));
    }
}
