package org.beliefgrid.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.reproduction.ReportText.Frame;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of results, with figures calculated by hand. */
class ReportTextTest {
    @TempDir
    private Path folder;

    private static List<String> report(RowResult... results) {
        Frame frame = new Frame("rows", "./beliefgrid reproduce rows.yaml", "2026-11-25", Map.of());
        return ReportText.of(Rows.LIST, Rows.current(results),
                new Repetition(Rows.LIST, "docs/results/plans/rows", List.of(results)), frame).lines().toList();
    }

    private static void assertHas(List<String> lines, String line) {
        assertTrue(lines.contains(line), () -> line + " is not in\n" + String.join("\n", lines));
    }

    @Test
    void aSpreadIsMeanAndDeviationFromOneLess() {
        Spread three = Spread.of(List.of(1.0, 2.0, 6.0));
        assertEquals(3, three.mean(), 1e-12);
        assertEquals(Math.sqrt(7), three.deviation(), 1e-12);  // (4 + 1 + 9) / 2
        assertEquals(Math.sqrt(7.0 / 3), three.standardError(), 1e-12);
        assertEquals("3.00 ± 2.65", three.toString());
        assertEquals("1.42", Spread.of(List.of(1.42)).toString());
        assertTrue(Double.isNaN(Spread.of(List.of(1.42)).standardError()));
    }

    @Test
    void rowsHaveMeanDeviationAndNumberOfSeeds() {
        List<String> lines = report(Rows.result("base", 1, 14), Rows.result("base", 2, 16), Rows.result("plain", 1, 19),
                Rows.result("random", 1, 30));
        assertHas(lines, "| base |  | 2 seeds | 1.50 ± 0.14 |  | 1 h 02 min | 1 min 00 s |");
        assertHas(lines, "| plain | fineTuning: {averageLast: 0} | 1 seed | 1.90 | 1.66 | 1 h 02 min | 1 min 00 s |");
        assertHas(lines, "| random | pretraining: {epochs: 0} | 1 seed | 3.00 |  |  | 1 min 00 s |");
        assertHas(lines, "Not run: few, shards-1.");
        assertHas(lines, "| 1.66 | ten workers | somewhere | plain |");
        assertHas(lines, "| base | 2 | 1.60 | 16 of 1000 | Haswell | 1a2b3c | `hash-base2` |");
        assertHas(lines, "- a processor, 2 cores; amd64 Haswell; revision 1a2b3c, BeliefGrid 0.1.0");
        assertHas(lines, "Written on 2026-11-25 by `./beliefgrid reproduce rows.yaml`, not by hand; rows may come from several "
                + "starts.");
    }

    /** Differences 0.1, 0.3 and 0.2 points: mean 0.2, deviation 0.1, standard error 0.1 / sqrt(3). */
    @Test
    void differencesAreTakenSeedBySeed() {
        List<String> lines = report(Rows.result("base", 1, 15), Rows.result("base", 2, 19), Rows.result("base", 3, 12),
                Rows.result("shards-1", 1, 14), Rows.result("shards-1", 2, 16), Rows.result("shards-1", 3, 10),
                Rows.result("random", 2, 40));
        assertHas(lines, "| the price | base, shards-1 | 3 seeds | +0.200 | 0.058 | behind by more than the standard error; "
                + "behind by no more than 0.10 points: no |");
        assertHas(lines, "| pre-training | base, random | 1 seed | -2.100 |  | one seed: no standard error |");
    }

    @Test
    void aDifferenceSaysOnWhichSideItIs() {
        RowResult[] results = {Rows.result("base", 1, 10), Rows.result("base", 2, 12), Rows.result("shards-1", 1, 13),
            Rows.result("shards-1", 2, 16)};
        Difference difference = Difference.of(Rows.LIST.comparisons().get(0), Rows.current(results)).orElseThrow();
        assertEquals(-0.35, difference.spread().mean(), 1e-9);
        assertEquals("ahead by more than the standard error; behind by no more than 0.10 points: yes", difference.verdict());
        assertEquals(Optional.empty(), Difference.of(Rows.LIST.comparisons().get(1), Rows.current(results)));
    }

    @Test
    void commandsRepeatStackAndRow() {
        List<String> lines = report(Rows.result("few", 2, 14), Rows.result("base", 2, 14), Rows.result("random", 1, 15));
        RowTask task = RowTask.of(Rows.LIST, "base", 2);
        String stack = task.stackModel(Rows.SETTING.dataHash()).orElseThrow();
        String command = "./beliefgrid train --preset docs/results/plans/rows/%s.yaml --seed 2 --dataset digits ";
        String core = " --blas-core HASWELL";
        String pretraining = command.formatted(task.stackFile(Rows.SETTING.dataHash()).orElseThrow()) + "--model " + stack + core;
        assertEquals(1, lines.stream().filter(pretraining::equals).count(), () -> String.join("\n", lines));
        assertHas(lines, command.formatted("base") + "--from " + stack + " --model reproduce-base-s2" + core);
        assertHas(lines, command.formatted("few") + "--from " + stack + " --model reproduce-few-s2" + core);
        assertHas(lines, "./beliefgrid train --preset docs/results/plans/rows/random.yaml --seed 1 --dataset digits --model "
                + "reproduce-random-s1" + core);
    }

    /** One stack of each kernel, and rows that start from that of their own. */
    @Test
    void stacksOfTwoKernelsAreTwoModels() {
        TrainingTask.Setting other = new TrainingTask.Setting(Rows.SETTING.dataHash(), Rows.SETTING.testHash(), 10, "Zen");
        List<String> lines = report(Rows.result("base", 1, 14), Rows.on(other, Rows.result("plain", 1, 14)));
        String stack = RowTask.of(Rows.LIST, "base", 1).stackModel(Rows.SETTING.dataHash()).orElseThrow();
        for (String kernel : List.of("haswell", "zen")) {
            String ending = stack + "-" + kernel;
            String row = kernel.equals("zen") ? "plain" : "base";
            assertEquals(1, lines.stream().filter(line -> line.endsWith("--model " + ending + " --blas-core "
                    + kernel.toUpperCase(Locale.ROOT))).count(), () -> String.join("\n", lines));
            assertEquals(1, lines.stream().filter(line -> line.contains("--from " + ending + " --model reproduce-" + row))
                    .count(), () -> String.join("\n", lines));
        }
    }

    @Test
    void ofAKernelThatCannotBeAskedForNothingIsAsked() {
        TrainingTask.Setting unknown = new TrainingTask.Setting(Rows.SETTING.dataHash(), Rows.SETTING.testHash(), 10, "Zen9");
        assertFalse(report(Rows.on(unknown, Rows.result("base", 1, 14))).stream()
                .anyMatch(line -> line.contains("--blas-core ")));
    }

    @Test
    void timesAreThoseOfTrainingsThatWereNotStopped() {
        List<String> lines = report(Rows.result("base", 1, 14), Rows.resumed(Rows.result("base", 2, 14), 5),
                Rows.resumed(Rows.result("plain", 1, 14), 5));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("| base |") && line.endsWith("| 1 h 02 min | 1 min 00 s |")));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("| plain |") && line.endsWith("| 5 s+ | 5 s+ |")));
    }

    @Test
    void remarksStandBelowTheRowsThatAreThere() {
        assertHas(report(Rows.result("few", 1, 14)), "- few: its rate was chosen for another number of labels");
        assertFalse(report(Rows.result("base", 1, 14)).stream().anyMatch(line -> line.startsWith("- few")));
    }

    /** One case of 1,000 more with both seeds is 0.1 points, whose mean in doubles can be above 0.1. */
    @Test
    void aDifferenceOfJustTheBoundIsWithinIt() {
        for (int first = 10; first < 40; first++) {
            for (int second = 10; second < 40; second++) {
                RowResult[] results = {Rows.result("base", 1, first + 1), Rows.result("base", 2, second + 1),
                    Rows.result("shards-1", 1, first), Rows.result("shards-1", 2, second)};
                String verdict = Difference.of(Rows.LIST.comparisons().get(0), Rows.current(results)).orElseThrow().verdict();
                assertTrue(verdict.endsWith("behind by no more than 0.10 points: yes"), first + " " + second + " " + verdict);
            }
        }
    }

    @Test
    void whatDivergedIsToldAndHasNoCommand() {
        TrainingTask task = Rows.result("random", 2, 0).training().task();
        RowResult diverged = new RowResult("random", 2, TrainingResult.diverged(task, "epoch 3: a | b", 2, "now"), "", 0, false,
                0, 0);
        List<String> lines = report(Rows.result("random", 1, 30), diverged);
        assertHas(lines, "| random | pretraining: {epochs: 0} | 2 seeds | 3.00 (1 seed diverged) |  |  | 31 s |");
        assertHas(lines, "| random | 2 | diverged |  | Haswell |  | epoch 3: a \\| b |");
        assertEquals(1, lines.stream().filter(line -> line.startsWith("./beliefgrid train")).count());
    }

    @Test
    void resultsOfEarlierListsAreLeftOut() {
        RowResult now = Rows.result("plain", 1, 14);
        // One whose plan base has no longer, and one whose row is gone.
        RowResult before = new RowResult("base", 1, now.training(), now.stack(), 1, false, 14, 1000);
        RowResult gone = new RowResult("gone", 1, now.training(), now.stack(), 1, false, 14, 1000);
        CurrentResults current = Rows.current(before, now, gone);
        assertEquals(List.of(now), current.all());
        assertFalse(current.has("base"));
    }

    @Test
    void whatWasTrainedAgainStandsBesideItsModel() {
        RowResult[] rows = {Rows.result("base", 1, 14), Rows.result("plain", 1, 14), Rows.result("random", 1, 14),
            Rows.result("few", 1, 14)};
        List<RepeatedRow> repeated = List.of(
                new RepeatedRow("base", 1, "hash-base1", "hash-base1", "4d5e6f", "2026-11-26T10:12:44Z"),
                new RepeatedRow("plain", 1, "hash-plain1", "hash-other", "4d5e6f", "2026-11-26T10:12:44Z"),
                new RepeatedRow("random", 1, "hash-random1", "", "", "2026-11-26T10:12:44Z"),
                new RepeatedRow("few", 1, "hash-of-before", "hash-of-before", "4d5e6f", "2026-11-26T10:12:44Z"));
        List<String> lines = ReportText.of(Rows.LIST, new CurrentResults(Rows.LIST, List.of(rows), repeated),
                new Repetition(Rows.LIST, "plans", List.of(rows)), new Frame("rows", "", "2026-11-25", Map.of())).lines().toList();
        String row = "| %s | 1 | 1.40 | 14 of 1000 | Haswell | 1a2b3c | `hash-%s1` | %s |";
        assertHas(lines, row.formatted("base", "base", "the same model, 2026-11-26, 4d5e6f"));
        assertHas(lines, row.formatted("plain", "plain", "ANOTHER model `hash-other`, 2026-11-26, 4d5e6f"));
        assertHas(lines, row.formatted("random", "random", "DIVERGED, 2026-11-26"));
        assertHas(lines, row.formatted("few", "few", ""));
    }

    @Test
    void filesAreWhatTheDocumentNames() throws IOException {
        ReportFiles files = new ReportFiles(Rows.LIST, new ReportFiles.Place("rows", Location.of(folder.toString()), "there",
                "rows.md"), training -> Optional.empty());
        RowResult base = Rows.result("base", 2, 14);
        files.write(Rows.current(base), "./beliefgrid reproduce", "2026-11-25");
        String text = Files.readString(folder.resolve("rows.md"));
        assertTrue(text.contains("](rows-curves-all.svg)"), text);
        assertFalse(text.contains("](rows-filters-base.png)"), text);
        assertTrue(Files.readString(folder.resolve("rows-curves-all.svg")).contains(">base<"));
        RowTask first = RowTask.of(Rows.LIST, "base", 1);
        assertEquals(first.plan(), PlanText.read("base", Files.readString(folder.resolve("plans/rows/base.yaml"))));
        String stack = first.stackFile(Rows.SETTING.dataHash()).orElseThrow();
        assertEquals(first.stack(), Optional.of(PlanText.read("stack",
                Files.readString(folder.resolve("plans/rows/" + stack + ".yaml")))));
        assertTrue(text.contains("--preset there/plans/rows/" + stack + ".yaml "), text);
    }

    @Test
    void timesAreSaidAsPeopleSayThem() {
        assertEquals("59 s", ReportText.seconds(59.4));
        assertEquals("1 min 00 s", ReportText.seconds(59.6));
        assertEquals("1 h 00 min", ReportText.seconds(3600));
        assertEquals("13 h 20 min", ReportText.seconds(48_000));
    }
}
