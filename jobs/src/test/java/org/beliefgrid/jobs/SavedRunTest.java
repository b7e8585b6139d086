package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.cli.SmallModels;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunProgress.Status;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version is taken for that of a run that ended at noon. */
class SavedRunTest {
    private static final String END = "2026-01-01T12:00:00Z";
    private static final String BEFORE = "2026-01-01T11:00:00Z";
    private static final String AFTER = "2026-01-01T12:00:05Z";

    @TempDir
    private Path folder;
    private RunStore runs;
    private ModelStore store;

    @BeforeEach
    void endRun() throws IOException {
        runs = RunStore.at(Location.of(folder.toString()));
        store = ModelStore.at(Location.of(folder.toString()));
        runs.describe(ended(END));
    }

    private static RunState ended(String at) {
        Model model = SmallModels.of(2, 2);
        RunDescription description = new RunDescription("run", "m", "none", List.of(), List.of(), 3,
                model.provenance().dataHash(), PlanText.write(model.plan()), "", "", BEFORE, 5);
        return new RunState(description, new RunProgress(Status.FINISHED, "", "", 0, 0, 0, 0, 0, 0, 0, at, "", 0));
    }

    private void save(String created) throws IOException {
        Model model = SmallModels.of(2, 2);
        Provenance made = model.provenance();
        store.save("m", new Model(model.net(), model.shape(), model.plan(), new Provenance(made.dataset(), made.dataHash(),
                made.cases(), made.labelledCases(), made.heldOutCases(), made.members(), made.rounds(), created,
                made.versions(), made.processor(), made.mixedKernels(), made.from())));
    }

    private Optional<Integer> found() throws IOException {
        return SavedRun.find(runs, store, "run").map(saved -> saved.version().number());
    }

    @Test
    void itIsTheFirstOneSinceTheEnd() throws IOException {
        save(BEFORE);
        save(AFTER);
        save(AFTER);
        assertEquals(Optional.of(2), found());
    }

    @Test
    void anOlderOneWithAHigherNumberDoesNotHideIt() throws IOException {
        save(AFTER);
        save(BEFORE);
        assertEquals(Optional.of(1), found());
    }

    @Test
    void oneThatDoesNotSayWhenItWasMadeIsAnother() throws IOException {
        save("");
        save("yesterday");
        assertEquals(Optional.empty(), found());
        save(AFTER);
        assertEquals(Optional.of(3), found());
    }

    @Test
    void oneThatCannotBeReadIsAnother() throws IOException {
        save(AFTER);
        save(AFTER);
        Path first = folder.resolve("m/1.dbn");
        Files.delete(first);
        Files.createSymbolicLink(first, folder.resolve("gone"));  // listed, and not there when it is opened
        assertEquals(Optional.of(2), found());
    }

    @Test
    void aRunThatDoesNotSayWhenItEndedHasNone() throws IOException {
        save(AFTER);
        runs.describe(ended(""));
        assertEquals(Optional.empty(), found());
    }
}
