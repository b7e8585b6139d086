package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private RunState ended(String name, RunProgress.Status status, Duration ago) {
        String then = OffsetDateTime.now(ZoneOffset.UTC).minus(ago).toString();
        return run(name, then).at(new RunProgress(status, "", "fine-tuning", 1, 2, 1, 1, 0, 0, 1, then, "", 0));
    }

    @Test
    void pruneRemovesWhatEndedLongAgoAndNothingElse() throws IOException {
        for (RunProgress.Status status : RunProgress.Status.values()) {
            store.describe(ended("old-" + status, status, Duration.ofHours(49)));
            store.describe(ended("new-" + status, status, Duration.ofHours(47)));
        }
        damage("new-FINISHED");
        for (RunProgress.Status status : List.of(RunProgress.Status.FINISHED, RunProgress.Status.REFUSED)) {
            String unsaved = "unsaved-" + status;  // --resume would still take it
            store.describe(ended(unsaved, status, Duration.ofHours(49)));
            Files.createFile(folder.resolve("runs").resolve(unsaved).resolve("checkpoint-3"));
        }
        List<String> before = store.names();
        List<String> over = List.of("old-DIVERGED", "old-FAILED", "old-FINISHED", "old-REFUSED");

        List<String> planned = runs("prune", "--older-than", "2d", "--dry-run").exited(ExitCode.DONE).lines();
        assertEquals(over, named(planned, "would delete "));
        assertEquals(before, store.names());

        List<String> done = runs("prune", "--older-than", "48h").exited(ExitCode.DONE).lines();
        assertEquals(over, named(done, "deleted "));
        List<String> left = new ArrayList<>(before);
        left.removeAll(over);
        assertEquals(left, store.names());

        assertEquals(List.of("old-INTERRUPTED", "old-RUNNING", "silent", "unsaved-FINISHED", "unsaved-REFUSED"),
                named(runs("prune", "--older-than", "2d", "--stopped").exited(ExitCode.DONE).lines(), "deleted "));
        InProcess again = runs("prune", "--older-than", "2d", "--stopped").exited(ExitCode.DONE);
        assertTrue(again.lines().contains("nothing to delete"), again::toString);
    }

    private static List<String> named(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).replaceAll(",.*", "")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "0h", "1.5d", "-1d", "2w"})
    void anAgeThatIsNoneIsRefused(String age) throws IOException {
        InProcess refused = runs("prune", "--older-than", age).exited(ExitCode.USAGE);
        assertTrue(refused.err().contains("--older-than must be days or hours, such as 30d or 12h, at least 1h, was \"" + age),
                refused::toString);
        assertEquals(List.of("going", "silent"), store.names());
    }
}
