package org.beliefgrid.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    private TrainingTask.Setting setting = Rows.SETTING;
    private Kernels kernels = Kernels.SAME;

    private final Trainer trainer = new Trainer() {
        @Override
        public Trained train(String model, TrainingPlan plan, TrainingTask task, Optional<String> from) {
            if (stopping.contains(model)) {
                throw new CancellationException(model);
            }
            String name = model.startsWith("reproduce-stack-") ? "stack of " + plan.shards() + " s" + plan.seed() : model;
            trained.add(name + from.map(stack -> " from " + stack.replaceFirst("-[0-9a-f]{12}", "")).orElse(""));
            if (diverging.contains(name)) {
                throw new TrainingDivergedException(name + " left");
            }
            deleted.remove(model + "@1");
            return new Trained(new TrainingResult(task, "", model + "@1", "hash of " + name, 2, false, Curve.NONE,
                    Where.NOWHERE, "now"), 12, 1000);
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
        assertEquals(2, new CurrentResults(Rows.LIST, files().all()).data());
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
        CurrentResults results = new CurrentResults(Rows.LIST, files().all());
        assertEquals("stack of 1 s1 left", results.all("shards-1").get(0).training().problem());
        assertTrue(results.finished("shards-1").isEmpty());
        assertTrue(Double.isNaN(results.all("random").get(0).errorPercent()));
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("reproduce"));
        for (String text : new String[] {"{", "{\"plans\": []}", "{\"rows\": [{\"row\": \"a\"}]}", "{}"}) {
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
