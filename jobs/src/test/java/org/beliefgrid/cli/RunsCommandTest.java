package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runs} as a user types it, on one run that goes on and one that was silent for long. */
class RunsCommandTest {
    @TempDir
    private Path folder;
    private RunStore store;

    @BeforeEach
    void describe() throws IOException {
        store = RunStore.at(Location.of(folder.toString()));
        store.describe(run("going", OffsetDateTime.now(ZoneOffset.UTC).toString()));
        store.describe(run("silent", "2026-01-02T00:00:00Z"));
    }

    private static RunState run(String name, String updated) {
        return new RunState(new RunDescription(name, "model", "data", List.of(), List.of(), 3, "", "", "", "",
                "2026-01-02T00:00:00Z", 5), RunProgress.before(updated));
    }

    private InProcess runs(String... arguments) {
        List<String> all = new ArrayList<>(List.of("runs"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--store", folder.toString()));
        return InProcess.run(all.toArray(String[]::new));
    }

    private Path damage(String run) throws IOException {
        Path file = folder.resolve("runs").resolve(run).resolve("run.yaml");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        return file;
    }

    @Test
    void whatGoesOnIsNotDeleted() throws IOException {
        InProcess refused = runs("delete", "silent", "going").exited(ExitCode.USAGE);
        assertTrue(refused.err().contains("runs delete going: the run goes on"), refused::toString);
        assertEquals(List.of("going", "silent"), store.names());
        assertEquals(List.of("deleted silent"), runs("delete", "silent").exited(ExitCode.DONE).lines());
        assertEquals(List.of("going"), store.names());
    }

    @Test
    void aDamagedRunIsToldAndCanBeDeleted() throws IOException {
        Path file = damage("silent");
        List<String> listed = runs().exited(ExitCode.DONE).lines();
        assertTrue(listed.stream().anyMatch(line -> line.startsWith(file + ": damaged: ")), listed::toString);
        assertTrue(listed.stream().anyMatch(line -> line.startsWith("going ")), listed::toString);

        List<String> deleted = runs("delete", "silent").exited(ExitCode.DONE).lines();
        assertTrue(deleted.get(0).startsWith(file + ": damaged: "), deleted::toString);
        assertEquals("deleted silent", deleted.get(1));
        assertEquals(List.of("going"), store.names());
    }
}
