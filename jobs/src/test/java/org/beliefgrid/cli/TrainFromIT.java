package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that start from a stored model, as users run them. */
class TrainFromIT {
    @TempDir
    private static Path folder;
    private static String first;

    @BeforeAll
    static void trainTheFirst() throws Exception {
        SmallPlan.write(folder);
        SmallData.write(folder.resolve("data"));
        Files.delete(SmallData.write(folder.resolve("unlabelled")).resolve(SmallData.TRAIN_LABELS));
        first = train("--preset", in("small.yaml"), "--model", "first").exited(ExitCode.DONE).modelSha256();
    }

    private static String in(String name) {
        return folder.resolve(name).toString();
    }

    private static Outcome train(String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--store", in("models"), "--members", "1"));
        all.addAll(List.of(arguments));
        if (!all.contains("--data")) {
            all.addAll(List.of("--data", in("data")));
        }
        if (!all.contains("--classes")) {
            all.addAll(List.of("--classes", String.valueOf(SmallData.CLASSES)));
        }
        return InProcess.run(all.toArray(String[]::new)).outcome();
    }

    private static Model load(String name) throws IOException {
        return ModelStore.at(Location.of(folder.resolve("models").toString())).load(name);
    }

    @Test
    void withoutEpochsTheModelIsTheOneThatItStartedFrom() throws Exception {
        Outcome outcome = train("--from", "first", "--pretrain-epochs", "0", "--finetune-epochs", "0", "--model", "same")
                .exited(ExitCode.DONE);
        assertEquals(first, outcome.modelSha256());
        outcome.line("test error ");
        assertEquals("first@1 " + first, load("same").provenance().from());
        assertEquals("", load("first").provenance().from());
    }

    /** The default preset has other layers, but nobody asked for them. */
    @Test
    void layersAreThoseOfTheModelIfNobodySaysOtherwise() throws Exception {
        Outcome outcome = train("--from", in("models/first/1.dbn"), "--pretrain-epochs", "0", "--finetune-epochs", "1",
                "--model", "on").exited(ExitCode.DONE);
        outcome.line("starts from the layers of model " + in("models/first/1.dbn") + " and from its softmax layer");
        assertTrue(outcome.line(in("data") + ": 400 cases").contains("hidden layers [16, 10];"), outcome::toString);
        assertNotEquals(first, outcome.modelSha256());
        // After eight epochs one more, from where they ended: no worse than a model that begins.
        double before = percent(train("--from", "first", "--pretrain-epochs", "0", "--finetune-epochs", "0",
                "--model", "again"));
        assertTrue(percent(outcome) <= before + 5, () -> before + " % before, " + outcome);
    }

    /** The first model has learned from all cases: what it remembers of those held out now is not the new training's merit. */
    @Test
    void heldOutCasesThatTheModelHasLearnedAreTold() throws Exception {
        String warning = "errors on held-out cases will be too low: model first@1 (--from) has learned from cases that are "
                + "held "
                + "out ";
        train("--from", "first", "--pretrain-epochs", "0", "--finetune-epochs", "1", "--held-out", "0.1", "--model", "held")
                .exited(ExitCode.DONE).line(warning);
        Outcome fair = train("--from", "held", "--pretrain-epochs", "0", "--finetune-epochs", "1", "--held-out", "0.1",
                "--model", "more").exited(ExitCode.DONE);
        assertTrue(fair.out().stream().noneMatch(line -> line.startsWith("errors on held-out")), fair::toString);
    }

    /** As a grid leaves it that is lost while the data are being loaded. */
    @Test
    void aRunThatWasLostBeforeItsFirstCheckpointStartsFromTheSameModelAgain() throws Exception {
        Outcome whole = train("--from", "first", "--preset", in("small.yaml"), "--model", "whole").exited(ExitCode.DONE);
        String run = whole.line("run ").substring("run ".length());
        RunStore runs = RunStore.at(Location.of(folder.resolve("models").toString()));
        RunDescription asked = runs.find(run).orElseThrow().description();
        assertEquals("first@1 " + first, asked.from());
        runs.describe(new RunState(asked, RunProgress.before(Moment.now())));
        Outcome resumed = resume(run).exited(ExitCode.DONE);
        resumed.line("goes on from its start");
        assertEquals(whole.modelSha256(), resumed.modelSha256());
        assertEquals("first@1 " + first, load("whole@2").provenance().from());

        for (String other : List.of("first@1 " + "0".repeat(64), "first@7 " + first)) {
            runs.describe(new RunState(new RunDescription(run, asked.model(), asked.dataset(), asked.training(), asked.test(),
                    asked.classes(), "", asked.plan(), asked.kernel(), other, asked.started(), asked.checkpointEvery()),
                    RunProgress.before(Moment.now())));
            Outcome refused = resume(run).exited(ExitCode.BAD_INPUT);
            String reason = other.startsWith("first@7") ? "no such version"
                    : "it started from " + other + ", now there is first@1 " + first;
            assertTrue(refused.err().size() == 1 && refused.err().get(0).contains(reason), refused::toString);
        }
    }

    private static Outcome resume(String run) {
        return InProcess.run("train", "--resume", run, "--store", in("models"), "--members", "1").outcome();
    }

    private static double percent(Outcome outcome) {
        return Double.parseDouble(outcome.line("test error ").replaceAll("^test error | %.*", ""));
    }

    @Test
    void aSoftmaxLayerOfOtherClassesStartsAnew() throws Exception {
        Outcome outcome = train("--from", "first", "--preset", in("small.yaml"), "--classes", "4", "--model", "four")
                .exited(ExitCode.DONE);
        outcome.line("starts from the layers of model first@1; its softmax layer has 3 classes, the data 4: that starts anew");
        assertEquals(4, load("four").net().classes());
    }

    @Test
    void unlabelledCasesGoOnWithTheStack() throws Exception {
        Outcome outcome = train("--from", "first", "--preset", in("small.yaml"), "--data", in("unlabelled"), "--model",
                "unlabelled")
                .exited(ExitCode.DONE);
        assertNotEquals(first, outcome.modelSha256());
        assertTrue(load("unlabelled").net().softmax().isEmpty());
        assertEquals(List.of(16, 10), load("unlabelled").net().hidden());
    }
}
