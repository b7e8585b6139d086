package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.ProvenanceText;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models} as a user types it, on three versions of one model and one of another. */
class ModelsCommandTest {
    private static final Model MODEL = SmallModels.of(6, 5);
    private static final String WHEN = "2026-01-02T00:00:00Z";

    @TempDir
    private Path folder;
    private ModelStore store;

    @BeforeEach
    void save() throws IOException {
        store = ModelStore.at(Location.of(folder.resolve("models").toString()));
        for (int version = 1; version <= 3; version++) {
            store.save("digits", MODEL);
        }
        store.save("other", MODEL);
        store.versions("digits").addEvaluation(2, evaluation(31));
        store.versions("digits").addEvaluation(2, evaluation(25));
    }

    private static StoredEvaluation evaluation(long errors) {
        return new StoredEvaluation("mnist", "images sha256:00", 1000, errors, MODEL.net().sha256(), WHEN);
    }

    private InProcess models(String... arguments) {
        List<String> all = new ArrayList<>(List.of("models"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("models").toString()));
        return InProcess.run(all.toArray(String[]::new));
    }

    private JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        Path file = folder.resolve("report.json");
        all.addAll(List.of("--json", file.toString()));
        models(all.toArray(String[]::new)).exited(ExitCode.DONE);
        return new ObjectMapper().readTree(file.toFile());
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split(" {2,}"));
    }

    @Test
    void modelsAreListedWithTheirNewestVersion() throws IOException {
        models("promote", "digits@2").exited(ExitCode.DONE);
        List<String> lines = models("list").exited(ExitCode.DONE).lines();
        String size = "%.1f kB".formatted(Files.size(folder.resolve("models/other/1.dbn")) / 1e3);
        assertEquals(3, lines.size(), lines::toString);
        assertEquals(List.of("model", "versions", "promoted", "newest", "trained", "size", "network", "test error"),
                words(lines.get(0)));
        assertEquals(List.of("digits", "3", "2", "3", "2026-01-01T00:00:00Z", size, "30-2-3", "-"), words(lines.get(1)));
        assertEquals(List.of("other", "1", "-", "1", "2026-01-01T00:00:00Z", size, "30-2-3", "-"), words(lines.get(2)));

        JsonNode report = json("list").get("models");
        assertEquals(2, report.size());
        assertEquals(2, report.get(0).get("promoted").asInt());
        assertEquals(3, report.get(0).get("newest").get("version").asInt());
        assertEquals(MODEL.net().sha256(), report.get(1).get("newest").get("modelSha256").asText());
        assertTrue(!report.get(1).has("promoted"), report::toString);
    }

    @Test
    void versionsAreListedWithTheirNewestError() throws IOException {
        models("promote", "digits@2").exited(ExitCode.DONE);
        List<String> lines = models("list", "digits").exited(ExitCode.DONE).lines();
        assertEquals(4, lines.size(), lines::toString);
        assertEquals(List.of("digits@1", "-"), words(lines.get(1)).subList(0, 2));
        assertEquals(List.of("digits@2", "yes"), words(lines.get(2)).subList(0, 2));
        assertEquals("2.50 %", words(lines.get(2)).get(5));
        JsonNode report = json("list", "digits");
        assertEquals(2.5, report.get("versions").get(1).get("testErrorPercent").asDouble());
        assertEquals(2, report.get("promoted").asInt());
    }

    /** One that cannot be used does not hide the others. */
    @Test
    void whatCannotBeUsedIsListedWithItsReason() throws IOException {
        Files.write(folder.resolve("models/digits/2.dbn"), new byte[10]);
        Files.write(folder.resolve("models/old.dbn"), new byte[10]);
        List<String> lines = models("list", "digits").exited(ExitCode.DONE).lines();
        assertTrue(lines.get(2).contains("digits/2.dbn: not a model file: begins with 00 "), lines::toString);
        assertEquals("30-2-3", words(lines.get(3)).get(4));
        lines = models("list").exited(ExitCode.DONE).lines();
        assertTrue(lines.get(3).contains("old.dbn: from before there were versions; move it into a folder"), lines::toString);
        assertTrue(json("list", "digits").get("versions").get(1).get("problem").asText().contains("not a model file"));
    }

    @Test
    void aVersionIsShownWithAllThatIsKnownOfIt() throws IOException {
        String before = OffsetDateTime.now().minusSeconds(1).toString();
        models("promote", "digits@2", "--evaluation", "1").exited(ExitCode.DONE);
        models("promote", "digits@3", "--without-evaluation").exited(ExitCode.DONE);
        models("promote", "digits@2").exited(ExitCode.DONE);
        String shown = models("show", "digits").exited(ExitCode.DONE).out();
        assertTrue(shown.startsWith("digits@2, promoted: "), shown);
        assertTrue(shown.contains("test error 3.10 % (31 of 1000) on mnist, images sha256:00, at " + WHEN), shown);
        assertTrue(shown.contains(MODEL.net().sha256()), shown);
        ProvenanceText.write(MODEL.provenance()).lines().forEach(line -> assertTrue(shown.contains(line), shown));

        JsonNode report = json("show", "digits@2");
        assertEquals(PlanText.write(MODEL.plan()), report.get("plan").asText());
        assertEquals(List.of("3.1", "2.5"), report.get("evaluations").findValuesAsText("testErrorPercent"));
        JsonNode promotions = report.get("promotions");
        assertEquals(List.of("2", "3", "2"), promotions.findValuesAsText("version"));
        assertEquals(1, promotions.get(0).get("evaluation").get("number").asInt());
        assertTrue(!promotions.get(1).has("evaluation"), promotions::toString);
        assertEquals(2, promotions.get(2).get("evaluation").get("number").asInt());
        for (JsonNode promotion : promotions) {
            assertTrue(promotion.get("by").asText().matches(System.getProperty("user.name") + "@.+"), promotion::toString);
            OffsetDateTime at = OffsetDateTime.parse(promotion.get("at").asText());
            assertTrue(!at.isBefore(OffsetDateTime.parse(before).withNano(0)) && !at.isAfter(OffsetDateTime.now()),
                    promotion::toString);
        }
        assertTrue(models("show", "digits@3").exited(ExitCode.DONE).out().contains("\nno evaluation\n"));
    }

    @Test
    void whatMayNotBeIsRefusedInOneLine() {
        models("promote", "digits@2").exited(ExitCode.DONE);
        requireRefused(ExitCode.USAGE,
                "digits@3 has no evaluation that its promotion could rest on; run evaluate --model digits@3",
                "promote", "digits@3");
        requireRefused(ExitCode.USAGE, "version to promote must be NAME@N, was \"digits\"", "promote", "digits");
        requireRefused(ExitCode.USAGE, "version to delete must be NAME@N, was \"digits\"", "delete", "digits");
        requireRefused(ExitCode.USAGE, "digits@2 is the promoted version", "delete", "digits@2");
        requireRefused(ExitCode.BAD_INPUT, "digits/7.dbn: no such version; there are digits@1, digits@2, digits@3",
                "delete", "digits@7");
        requireRefused(ExitCode.BAD_INPUT, "absent: no such model; there are digits, other", "prune", "absent", "--keep", "1");
        requireRefused(ExitCode.BAD_INPUT, "absent: no such model; there are digits, other", "list", "absent");
        requireRefused(ExitCode.USAGE, "number of versions to keep must be 1 or more, was 0", "prune", "digits", "--keep", "0");
    }

    private void requireRefused(int exitCode, String message, String... arguments) {
        InProcess refused = models(arguments).exited(exitCode);
        assertTrue(refused.err().contains(message) && refused.err().lines().count() == 1, refused::toString);
        assertEquals("", refused.out());
    }

    @Test
    void versionsAreDeletedAndPruned() throws IOException {
        models("promote", "digits@2").exited(ExitCode.DONE);
        assertEquals(List.of("deleted digits@3"), models("delete", "digits@latest").exited(ExitCode.DONE).lines());
        assertEquals("digits@4", store.save("digits", MODEL).toString());
        assertEquals(List.of("deleted digits@1"), models("prune", "digits", "--keep", "1").exited(ExitCode.DONE).lines());
        assertEquals(List.of("nothing to delete"), models("prune", "digits", "--keep", "1").exited(ExitCode.DONE).lines());
        assertEquals("[digits@2, digits@4]", store.versions("digits").all().toString());
    }
}
