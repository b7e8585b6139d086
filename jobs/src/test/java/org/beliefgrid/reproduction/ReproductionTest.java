package org.beliefgrid.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.reproduction.Reproduction.Kernels;
import org.beliefgrid.reproduction.Reproduction.State;
import org.beliefgrid.reproduction.Reproduction.Trained;
import org.beliefgrid.reproduction.Reproduction.Trainer;
import org.beliefgrid.reproduction.TrainingResult.Curve;
import org.beliefgrid.reproduction.TrainingResult.Where;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reproducing with a trainer that only says what it was asked for. */
class ReproductionTest {
    @TempDir
    private Path folder;

    private final List<String> trained = new ArrayList<>();
    private final Set<String> diverging = new HashSet<>();
    private final Set<String> stopping = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();
    private final Map<String, String> hashes = new HashMap<>();
    private final List<String> said = new ArrayList<>();
    private String revision = "";
    private TrainingTask.Setting setting = Rows.SETTING;
    private Kernels kernels = Kernels.SAME;

    private final Trainer trainer = new Trainer() {
        @Override
        public Trained train(String model, TrainingPlan plan, TrainingTask task, Optional<String> from) {
            if (stopping.contains(model)) {
                throw new CancellationException(model);
            }
            String name = model.startsWith("reproduce-stack-") ? "stack of " + plan.shards() + " s" + plan.seed()
                    : model.replaceFirst("-[0-9a-f]{12}", "");
            trained.add(name + from.map(stack -> " from " + stack.replaceFirst("-[0-9a-f]{12}", "")).orElse(""));
            if (diverging.contains(name)) {
                throw new TrainingDivergedException(name + " left");
            }
            deleted.remove(model + "@1");
            String hash = hashes.getOrDefault(name, "hash of " + name);
            return new Trained(new TrainingResult(task, "", model + "@1", hash, 2, false, Curve.NONE,
                    new Where("", "", revision, "", List.of()), "now"), 12, 1000);
        }

        @Override
        public boolean has(TrainingResult result) {
            return !deleted.contains(result.model());
        }
    };

    private ResultFiles files() throws IOException {
        return ResultFiles.in(Location.of(folder.toString()), "rows");
    }

    private Reproduction reproduction() throws IOException {
        return new Reproduction(Rows.LIST, files(), setting, kernels, line -> { });
    }

    private List<String> run(int seeds, String... rows) throws IOException {
        trained.clear();
        reproduction().run(List.of(rows), seeds, trainer, () -> { });
        return List.copyOf(trained);
    }

    @Test
    void stacksAreSharedAndSeedsComeOneAfterTheOther() throws IOException {
        assertEquals(List.of("stack of 10 s1", "reproduce-base-s1 from reproduce-stack-s1@1",
                "reproduce-few-s1 from reproduce-stack-s1@1", "reproduce-random-s1", "stack of 10 s2",
                "reproduce-base-s2 from reproduce-stack-s2@1", "reproduce-few-s2 from reproduce-stack-s2@1",
                "reproduce-random-s2"), run(2, "base", "few", "random"));
        assertEquals(List.of(), run(2, "base", "few", "random"));
        assertEquals(6, files().all().size());
        assertEquals(1.2, files().all().get(0).errorPercent(), 1e-12);
        assertEquals(2, files().all().get(0).stackSeconds());
    }

    @Test
    void whatWasStoppedGoesOnWhereItWas() throws IOException {
        stopping.add("reproduce-few-s1");
        assertThrows(CancellationException.class, () -> run(1, "base", "few", "random"));
        stopping.clear();
        List<State> states = reproduction().states(List.of("base", "few", "random"), 1);
        assertEquals(List.of(true, false, false), states.stream().map(state -> state.result().isPresent()).toList());
        assertEquals(List.of(true, true, false), states.stream().map(state -> state.stack().isPresent()).toList());
        assertEquals(List.of("reproduce-few-s1 from reproduce-stack-s1@1", "reproduce-random-s1"),
                run(1, "base", "few", "random"));
    }

    @Test
    void anotherKernelTrainsAnew() throws IOException {
        run(1, "random");
        setting = new TrainingTask.Setting(setting.dataHash(), setting.testHash(), setting.classes(), "Zen");
        assertEquals(List.of("reproduce-random-s1"), run(1, "random"));
        assertEquals(1, files().all().size());
    }

    /** As with a file of results that comes from another machine: the store has neither its stacks nor its models. */
    @Test
    void resultsOfAnyKernelCountWhereThatIsWantedButNoOthers() throws IOException {
        run(1, "base", "random");
        Files.delete(folder.resolve("reproduce/stacks/" + RowTask.of(Rows.LIST, "base", 1)
                .stackModel(setting.dataHash()).orElseThrow() + ".json"));
        setting = new TrainingTask.Setting(setting.dataHash(), setting.testHash(), setting.classes(), "Zen");
        kernels = Kernels.ANY;
        assertEquals(List.of("stack of 10 s1", "reproduce-few-s1 from reproduce-stack-s1@1"), run(1, "base", "random", "few"));
        setting = new TrainingTask.Setting(setting.dataHash(), "sha256:56", setting.classes(), "Zen");
        assertEquals(List.of("reproduce-random-s1"), run(1, "random"));
        setting = new TrainingTask.Setting("sha256:78", "sha256:56", setting.classes(), "Zen");
        assertEquals(List.of("stack of 10 s1", "reproduce-base-s1 from reproduce-stack-s1@1"), run(1, "base"));
    }

    @Test
    void resultsOfOtherDataStayAndAreNotMixedWithThese() throws IOException {
        run(1, "base", "random");
        TrainingTask.Setting before = setting;
        setting = new TrainingTask.Setting("sha256:78", "sha256:56", setting.classes(), setting.kernel());
        run(1, "base");
        assertEquals(List.of("base", "random"), files().on(before).stream().map(RowResult::row).sorted().toList());
        assertEquals(List.of("base"), files().on(setting).stream().map(RowResult::row).toList());
        assertEquals(2, new CurrentResults(Rows.LIST, files().all(), List.of()).data());
        setting = before;
        assertEquals(List.of(), run(1, "base", "random"));
    }

    @Test
    void otherTestCasesTrainRowsAnewButNotStacks() throws IOException {
        run(1, "base");
        setting = new TrainingTask.Setting(setting.dataHash(), "sha256:56", setting.classes(), setting.kernel());
        assertEquals(List.of("reproduce-base-s1 from reproduce-stack-s1@1"), run(1, "base"));
    }

    /** Rows that are done need no stack; the next one that needs it has it again, with the same bits. */
    @Test
    void aStackThatWasDeletedIsTrainedAgainWhenItIsNeeded() throws IOException {
        run(1, "base");
        deleted.add(RowTask.of(Rows.LIST, "base", 1).stackModel(setting.dataHash()).orElseThrow() + "@1");
        assertEquals(List.of(), run(1, "base"));
        assertEquals(List.of("stack of 10 s1", "reproduce-plain-s1 from reproduce-stack-s1@1"), run(1, "base", "plain"));
        assertEquals(List.of(), run(1, "base", "plain"));
    }

    @Test
    void whatDivergesDoesNotEndIt() throws IOException {
        diverging.addAll(Set.of("stack of 1 s1", "reproduce-random-s1"));
        assertEquals(List.of("stack of 1 s1", "reproduce-random-s1", "stack of 10 s1",
                "reproduce-base-s1 from reproduce-stack-s1@1"), run(1, "shards-1", "random", "base"));
        assertEquals(List.of(), run(1, "shards-1", "random", "base"));
        kernels = Kernels.ANY;
        assertEquals(List.of(), run(1, "shards-1", "random", "base"));
        CurrentResults results = new CurrentResults(Rows.LIST, files().all(), List.of());
        assertEquals("stack of 1 s1 left", results.all("shards-1").get(0).training().problem());
        assertTrue(results.finished("shards-1").isEmpty());
        assertTrue(Double.isNaN(results.all("random").get(0).errorPercent()));
    }

    private Repeating.Count repeat(int seeds, String... rows) throws IOException {
        trained.clear();
        said.clear();
        return new Repeating(Rows.LIST, files(), setting, revision, said::add).run(List.of(rows), seeds, trainer, () -> { });
    }

    private String repeated(String row) throws IOException {
        CurrentResults results = new CurrentResults(Rows.LIST, files().all(), files().repeated());
        return results.of(row, 1).flatMap(results::repeated).map(RepeatedRow::modelSha256).orElse("none");
    }

    /** What the same bits are told by a trainer that names its models after what it was asked for. */
    private void sameModels() {
        for (String name : List.of("base-s1", "plain-s1", "random-s1")) {
            hashes.put("repeat-" + name, "hash of reproduce-" + name);
        }
        hashes.put("repeat-stack-s1", "hash of stack of 10 s1");
    }

    @Test
    void rowsAreTrainedOnceMoreWithStacksOfTheirOwn() throws IOException {
        run(1, "base", "plain", "random");
        sameModels();
        assertEquals(new Repeating.Count(3, 0), repeat(1, "base", "plain", "random"));
        assertEquals(List.of("repeat-stack-s1", "repeat-base-s1 from repeat-stack-s1@1", "repeat-plain-s1 from repeat-stack-s1@1",
                "repeat-random-s1"), trained);
        assertEquals("hash of reproduce-base-s1", repeated("base"));
        assertEquals("row base, seed 1: the same model", said.get(2));
        assertEquals(new Repeating.Count(0, 0), repeat(1, "base", "plain", "random"));
        assertEquals(List.of(), trained);
        assertEquals(List.of(), run(1, "base", "plain", "random"));
    }

    @Test
    void anotherModelIsToldAndTriedAgain() throws IOException {
        run(1, "base", "plain", "random");
        sameModels();
        hashes.put("repeat-plain-s1", "other bits");
        hashes.put("repeat-stack-s1", "other bits of the stack");
        diverging.add("repeat-random-s1");
        assertEquals(new Repeating.Count(1, 2), repeat(1, "base", "plain", "random"));
        assertEquals("other bits", repeated("plain"));
        assertEquals("", repeated("random"));
        assertTrue(said.contains("row plain, seed 1: ANOTHER model"), said::toString);
        assertTrue(said.contains("row random, seed 1: DIVERGED"), said::toString);
        assertEquals(1, said.stream().filter(line -> line.startsWith("its stack is ANOTHER one: ")).count(), said::toString);
        diverging.clear();
        assertEquals(new Repeating.Count(1, 1), repeat(1, "base", "plain", "random"));
        assertEquals(List.of("repeat-stack-s1", "repeat-plain-s1 from repeat-stack-s1@1", "repeat-random-s1"), trained);
        assertTrue(said.get(0).startsWith("row base, seed 1 (1 of 3): the same model, on 2"), said::toString);
    }

    @Test
    void aStackThatDivergesIsTriedOnceAStart() throws IOException {
        run(1, "base", "plain");
        diverging.add("repeat-stack-s1");
        assertEquals(new Repeating.Count(0, 2), repeat(1, "base", "plain"));
        assertEquals(List.of("repeat-stack-s1"), trained);
        sameModels();
        diverging.clear();
        assertEquals(new Repeating.Count(2, 0), repeat(1, "base", "plain"));
        assertEquals(3, trained.size(), trained::toString);
    }

    @Test
    void whatWasStoppedIsGoneOnWithFromItsStack() throws IOException {
        run(1, "base", "plain");
        sameModels();
        stopping.add("repeat-plain-s1");
        assertThrows(CancellationException.class, () -> repeat(1, "base", "plain"));
        stopping.clear();
        assertEquals(new Repeating.Count(1, 0), repeat(1, "base", "plain"));
        assertEquals(List.of("repeat-plain-s1 from repeat-stack-s1@1"), trained);
    }

    /** A stack that another revision repeated, or that is no longer in the store, would say nothing of this one. */
    @Test
    void stacksAreNotTakenFromAnotherRevisionOrFromNowhere() throws IOException {
        run(1, "base", "plain", "few");
        sameModels();
        hashes.put("repeat-few-s1", "hash of reproduce-few-s1");
        repeat(1, "base");
        revision = "1a2b3c";
        assertEquals(new Repeating.Count(1, 0), repeat(1, "plain"));
        assertEquals(List.of("repeat-stack-s1", "repeat-plain-s1 from repeat-stack-s1@1"), trained);
        deleted.add(RowTask.repeated(RowTask.of(Rows.LIST, "few", 1).stackModel(setting.dataHash()).orElseThrow()) + "@1");
        assertEquals(new Repeating.Count(1, 0), repeat(1, "few"));
        assertEquals(List.of("repeat-stack-s1", "repeat-few-s1 from repeat-stack-s1@1"), trained);
    }

    @Test
    void whatCannotBeRepeatedIsLeftOutWithItsReason() throws IOException {
        diverging.add("reproduce-random-s1");
        run(1, "base", "random");
        setting = new TrainingTask.Setting(setting.dataHash(), setting.testHash(), setting.classes(), "Zen");
        assertEquals(new Repeating.Count(0, 0), repeat(1, "base", "few", "random"));
        assertEquals(List.of("row base, seed 1 (1 of 3): trained with the OpenBLAS kernel Haswell, here is Zen",
                "row few, seed 1 (2 of 3): no result to repeat", "row random, seed 1 (3 of 3): it diverged"), said);
    }

    @Test
    void aResultThatCameSinceIsNotTheOneThatWasRepeated() throws IOException {
        run(1, "random");
        sameModels();
        repeat(1, "random");
        hashes.put("reproduce-random-s1", "bits of another revision");
        RowResult before = files().all().get(0);
        files().put(new RowResult("random", 1, trainer.train("reproduce-random-s1", RowTask.of(Rows.LIST, "random", 1).plan(),
                before.training().task(), Optional.empty()).result(), "", 0, false, 12, 1000));
        assertEquals("none", repeated("random"));
        assertEquals(new Repeating.Count(0, 1), repeat(1, "random"));
    }

    /** Two processes at one file, one after the other: neither loses what the other has added. */
    @Test
    void whatAnotherProcessAddedStays() throws IOException {
        run(1, "base", "random");
        ResultFiles here = files();
        ResultFiles there = files();
        here.putRepeated(new RepeatedRow("base", 1, "a", "a", "", "now"));
        there.putRepeated(new RepeatedRow("random", 1, "b", "b", "", "now"));
        here.put(Rows.result("plain", 1, 12));
        assertEquals(2, files().repeated().size());
        assertEquals(3, files().all().size());
    }

    /** A file of rows that were not repeated is one that earlier revisions read. */
    @Test
    void onlyRepeatedRowsAreWrittenAsSuch() throws IOException {
        run(1, "random");
        Path file = folder.resolve("reproduce/rows.json");
        assertFalse(Files.readString(file).contains("\"repeated\""));
        assertEquals(List.of(), files().repeated());
        repeat(1, "random");
        assertTrue(Files.readString(file).contains("\"repeated\""));
        assertEquals(1, files().repeated().size());
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("reproduce"));
        for (String text : new String[] {"{", "{\"plans\": []}", "{\"rows\": [{\"row\": \"a\"}]}", "{}",
            "{\"rows\": [], \"repeated\": [{\"row\": \"a\"}]}", "{\"rows\": [], \"repeated\": null}"}) {
            Files.writeString(folder.resolve("reproduce/rows.json"), text);
            String message = assertThrows(InvalidConfigException.class, this::files, text).getMessage();
            assertTrue(message.contains("rows.json: not a file of results: ") && message.lines().count() == 1, message);
        }
    }

    @Test
    void resultsAreReadAsTheyWereWritten() throws IOException {
        RowResult result = Rows.result("base", 2, 17);
        files().put(result);
        assertEquals(List.of(result), files().all());
        assertEquals(Optional.of(result), files().of("base", result.training().task()));
        assertEquals(Optional.empty(), files().of("plain", result.training().task()));
    }
}
