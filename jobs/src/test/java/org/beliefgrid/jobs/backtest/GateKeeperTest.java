package org.beliefgrid.jobs.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.cli.SmallModels;
import org.beliefgrid.jobs.backtest.GateKeeper.Decided;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.PromotionDecision;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.beliefgrid.store.ModelVersions.PromotionRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decision that whoever made it did not carry out. */
class GateKeeperTest {
    @TempDir
    private Path folder;
    private ModelVersions versions;
    private ModelVersion second;

    @BeforeEach
    void save() throws IOException {
        ModelStore store = ModelStore.at(Location.of(folder.toString()));
        store.save("m", SmallModels.of(2, 2));
        second = store.save("m", SmallModels.of(2, 2));
        store.save("m", SmallModels.of(2, 2));
        versions = store.versions("m");
    }

    private void promote(int version) throws IOException {
        versions.promote(new PromotionRequest(version, Optional.empty(), true, "a@b", Moment.now()));
    }

    private static PromotionDecision decision(boolean passed, int promoted) {
        return new PromotionDecision("auc >= 0.6", passed, List.of("auc 0.7: holds"), "test data", "rows.csv", "hash", 10,
                "yes", Map.of("auc", 0.7), promoted, Map.of(), "sha", "2026-01-01T00:00:00Z");
    }

    private Decided carryOut(PromotionDecision decision) {
        return GateKeeper.carryOut(versions, second, decision, "a@b");
    }

    private int promoted() throws IOException {
        return versions.promoted().map(ModelVersion::number).orElse(0);
    }

    @Test
    void theLastDecisionCounts() throws IOException {
        assertEquals(Optional.empty(), GateKeeper.decision(versions, second));
        versions.addDecision(2, decision(true, 0));
        versions.addDecision(2, decision(false, 1));
        assertEquals(Optional.of(decision(false, 1)), GateKeeper.decision(versions, second));
        assertEquals(0, promoted(), "nothing is promoted by looking");
    }

    @Test
    void itIsCarriedOutWhereNothingHasChanged() throws IOException {
        assertTrue(carryOut(decision(true, 0)).promoted());
        assertEquals(2, promoted());
    }

    @Test
    void itIsCarriedOutOverTheVersionThatItComparedWith() throws IOException {
        promote(1);
        assertTrue(carryOut(decision(true, 1)).promoted());
        assertEquals(2, promoted());
    }

    @Test
    void aNewerPromotionStays() throws IOException {
        promote(1);
        promote(3);
        Decided decided = carryOut(decision(true, 1));
        assertFalse(decided.promoted());
        assertEquals(Optional.of("m@3 is promoted now, not m@1, which the decision compared with"), decided.hindrance());
        assertEquals(Optional.of("m@3 is promoted now, which the decision did not compare with"),
                carryOut(decision(true, 0)).hindrance());
        assertEquals(3, promoted());
    }

    @Test
    void itIsNotCarriedOutTwice() throws IOException {
        promote(2);
        promote(3);
        assertTrue(carryOut(decision(true, 0)).promoted());
        assertEquals(3, promoted());
        assertEquals(2, versions.promotions().size());
    }

    @Test
    void whatWasNotPassedIsNotPromoted() throws IOException {
        Decided decided = carryOut(decision(false, 0));
        assertFalse(decided.promoted());
        assertEquals(Optional.empty(), decided.hindrance());
        assertEquals(0, promoted());
    }

    @Test
    void aPromotionThatFailsIsTold() throws IOException {
        Files.createDirectories(folder.resolve("m/2.evaluations"));
        Files.writeString(folder.resolve("m/2.evaluations/1.yaml"), "damaged\n");
        Decided decided = carryOut(decision(true, 0));
        assertFalse(decided.promoted());
        assertTrue(decided.hindrance().orElseThrow().startsWith("m@2 cannot be promoted: "), decided::toString);
        assertEquals(0, promoted());
    }
}
