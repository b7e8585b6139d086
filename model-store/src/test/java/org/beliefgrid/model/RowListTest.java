package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.PlanList.Preset;
import org.beliefgrid.model.RowList.Comparison;
import org.beliefgrid.model.RowList.Published;
import org.junit.jupiter.api.Test;

class RowListTest {
    private static final Path CONFIG = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent()
            .resolve("config");
    private static final String ROWS = """
            base: {hidden: [30, 20], fineTuning: {epochs: 9}}
            plans:
              base:
              few: {labels: 100, miniBatch: 20, pretraining: {initialDeviation: glorot}}
              random: {pretraining: {epochs: 0}, fineTuning: {blockMomentum: 0.5}}
            """;

    private static RowList read(String text) {
        return RowList.read("rows.yaml", text, name -> {
            throw new InvalidConfigException("no preset " + name);
        });
    }

    private static List<String> problems(String text) {
        return assertThrows(InvalidConfigException.class, () -> read(text)).getMessage().lines().toList();
    }

    @Test
    void everythingIsRead() {
        RowList list = read(ROWS + """
                remarks: {few: chosen elsewhere}
                stacks: {few: base}
                published:
                  - {error: 1.66, what: ten workers, source: somewhere, rows: [base]}
                  - {error: 2, what: one, source: elsewhere}
                compare:
                  - {what: pre-training, row: base, against: random, within: 0.1}
                  - {what: the same, row: few, against: base}
                curves: {all: [base, random]}
                filters: [random]
                """);
        assertEquals(List.of("base", "few", "random"), List.copyOf(list.rows().keySet()));
        assertEquals(20, list.rows().get("few").miniBatch());
        assertEquals(List.of(new Published(1.66, "ten workers", "somewhere", List.of("base")),
                new Published(2, "one", "elsewhere", List.of())), list.published());
        assertEquals(List.of(new Comparison("pre-training", "base", "random", Optional.of(0.1)),
                new Comparison("the same", "few", "base", Optional.empty())), list.comparisons());
        assertEquals(Map.of("all", List.of("base", "random")), list.curves());
        assertEquals(Map.of("few", "chosen elsewhere"), list.remarks());
        assertEquals(List.of("random"), list.filters());
        assertEquals(Optional.of("base"), list.stackOf("base"));
        assertEquals(Optional.of("base"), list.stackOf("few"));
        assertEquals(Optional.empty(), list.stackOf("random"));
        assertEquals("", list.differences().get("base"));
        assertEquals("pretraining: {epochs: 0}, fineTuning: {blockMomentum: 0.5}", list.differences().get("random"));
    }

    @Test
    void allButPlansMayBeLeftOut() {
        RowList list = read(ROWS);
        assertTrue(list.published().isEmpty() && list.comparisons().isEmpty() && list.curves().isEmpty()
                && list.filters().isEmpty());
    }

    @Test
    void allProblemsAreTold() {
        assertEquals(List.of(
                "rows.yaml: unknown setting rows; known here: base, plans, remarks, stacks, published, compare, curves, filters",
                "rows.yaml: remarks must be a row of plans, was \"bass\"",
                "rows.yaml: remarks.base must be a text of one line, was 7",
                "rows.yaml: stacks.few must be a row of plans, was \"none\"",
                "rows.yaml: published[1].error must be above 0 and below 100, was 0.0",
                "rows.yaml: published[1].source must be a text, was empty",
                "rows.yaml: unknown setting published[1].sauce; known here: error, what, source, rows",
                "rows.yaml: rows of published must be a row of plans, was \"bass\"",
                "rows.yaml: published[2] must be a mapping, was 7",
                "rows.yaml: rows of compare must be a row of plans, was \"randon\"",
                "rows.yaml: compare[1].within must be from 0, below 100, was -1.0",
                "rows.yaml: curves.all must be a list of rows, 1 to 6, was []",
                "rows.yaml: filters must be a row of plans, was \"x\"").stream().sorted().toList(), problems(ROWS + """
                rows: 3
                remarks: {base: 7, bass: there}
                stacks: {few: none}
                published:
                  - {error: 0, what: a, sauce: b, rows: [bass]}
                  - 7
                compare:
                  - {what: a, row: base, against: randon, within: -1}
                curves: {all: []}
                filters: [x]
                """).stream().filter(line -> !line.contains("published[2].")).sorted().toList());
    }

    @Test
    void rowsThatCannotBeWhatTheySayAreRefused() {
        assertEquals(List.of("rows.yaml: plans.a.fineTuning.epochs must be 1 or more: without fine-tuning there is no error, "
                + "was 0"),
                problems("plans: {a: {fineTuning: {epochs: 0}}}"));
        assertEquals(List.of("rows.yaml: plans.a.fineTuning.patience must be 0: the last epoch counts, was 3"),
                problems("plans: {a: {heldOut: 0.1, fineTuning: {patience: 3}}}"));
        assertEquals(List.of("rows.yaml: plans.b.blasCore must be any as in the first row, was \"HASWELL\""),
                problems("plans: {a: {}, b: {blasCore: HASWELL}}"));
        assertEquals(List.of("rows.yaml: stacks.a must be a row that is pre-trained itself, was \"b\""),
                problems("plans: {a: {}, b: {pretraining: {epochs: 0}}}\nstacks: {a: b}"));
        assertEquals(List.of("rows.yaml: stacks.a must be a row with the same hidden layers, [9], was [8]",
                "rows.yaml: stacks.a must be a row with the same pretraining but for initialDeviation, was \"b\""),
                problems("plans: {a: {hidden: [9]}, b: {hidden: [8], pretraining: {epochs: 3}}}\nstacks: {a: b}"));
    }

    /** The list that comes with the program: what is asked of it, and only one factor at a time. */
    @Test
    void theListOfMnistCanBeRead() throws IOException {
        Path file = CONFIG.resolve("reproduce/mnist.yaml");
        RowList list = RowList.read("mnist.yaml", Files.readString(file), RowListTest::preset);
        TrainingPlan base = list.rows().get("base");
        assertEquals(PlanText.read("mnist-block", preset("mnist-block").text()), base);
        assertEquals(PlanText.read("mnist-2015", preset("mnist-2015").text()), list.rows().get("protocol-2015"));
        assertEquals(PlanText.read("mnist-dropout", preset("mnist-dropout").text()), list.rows().get("dropout-400"));
        assertEquals(PlanText.read("mnist-best", preset("mnist-best").text()), list.rows().get("best"));
        assertEquals(List.of(1, 10, 40), list.rows().values().stream().map(TrainingPlan::shards).distinct().sorted().toList());
        assertEquals(6, list.rows().values().stream().map(TrainingPlan::hidden).distinct().count());
        assertEquals(base.withShards(1), list.rows().get("shards-1"));
        TrainingPlan few = PlanText.read("mnist-1000-labels", preset("mnist-1000-labels").text());
        for (int labels : new int[] {1000, 10_000}) {
            TrainingPlan pretrained = list.rows().get("labels-" + labels);
            assertEquals(few.withLabels(labels), pretrained.withPretraining(pretrained.pretraining().withEpochs(0)));
            assertEquals(pretrained.withoutPretraining(), list.rows().get("labels-" + labels + "-random").withoutPretraining());
        }
        PlanList hundred = PlanList.read("100", Files.readString(CONFIG.resolve("tune/mnist-100-labels.yaml")), RowListTest::preset,
                TrainingPlan.DEFAULTS);
        TrainingPlan row = list.rows().get("labels-100");
        assertEquals(chosen(hundred.plans().get("r03-drop"), 188), row.withPretraining(row.pretraining().withEpochs(0)));
        assertEquals(chosen(hundred.plans().get("r10-drop"), 175), list.rows().get("labels-100-random").withoutPretraining());
        assertEquals(list.rows().get("best").withShards(1), list.rows().get("best-shards-1"));
        for (String labels : List.of("labels-100", "labels-1000", "labels-10000")) {
            assertEquals(Optional.of("base"), list.stackOf(labels));
            assertEquals(Optional.empty(), list.stackOf(labels + "-random"));
        }
        assertFalse(list.comparisons().isEmpty());
    }

    /** A plan of a list as it is trained on all cases, to the epoch that was taken. */
    private static TrainingPlan chosen(TrainingPlan plan, int epochs) {
        return plan.withHeldOut(0).withFineTuning(plan.fineTuning().withPatience(0).withEpochs(epochs));
    }

    private static Preset preset(String name) {
        try {
            return new Preset(name, Files.readString(CONFIG.resolve("presets/" + name + ".yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
