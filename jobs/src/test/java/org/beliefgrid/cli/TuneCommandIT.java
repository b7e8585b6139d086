package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tune} as users run it: in processes of its own, on files. */
class TuneCommandIT {
    private static final String PLANS = """
            base:
              hidden: [16, 10]
              shards: 4
              miniBatch: 10
              heldOut: 0.2
              pretraining: {epochs: 1, initialDeviation: 0.1}
              fineTuning: {epochs: 6, learningRate: 0.5}
            plans:
              idle: {fineTuning: {learningRate: 1e-6}}
              learning:
              hot: {pretraining: {learningRate: 1e30}}
            """;
    private static final int SECONDS_TO_STOP = 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        SmallData.write(folder.resolve("data"));
        // Whoever opens the test cases fails.
        Files.write(folder.resolve("data").resolve(SmallData.TEST_IMAGES), new byte[] {1, 2, 3});
        Files.write(folder.resolve("data").resolve(SmallData.TEST_LABELS), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve("three.yaml"), PLANS);
    }

    private Outcome tune(String... arguments) throws IOException, InterruptedException {
        return Cli.run(folder, command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> all = new ArrayList<>(List.of("tune", "three.yaml", "--data", "data", "--classes",
                String.valueOf(SmallData.CLASSES), "--store", "models", "--members", "1"));
        all.addAll(List.of(arguments));
        return all;
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(file).toFile());
    }

    private Model load(String name) throws IOException {
        return ModelStore.at(Location.of(folder.resolve("models").toString())).load(name);
    }

    @Test
    void theBestPlanIsChosenAndASecondStartTrainsNothing() throws Exception {
        Outcome first = tune("--best", "best.yaml", "--json", "report.json").exited(ExitCode.DONE);
        first.line("chosen: learning, ");
        first.line("* learning ");
        first.line("diverged: pre-training layer 1 epoch ");
        first.line("to train it on all cases: ./beliefgrid train --preset best.yaml --held-out 0 --data data --classes 3 "
                + "--store models --members 1");
        assertEquals(List.of(), first.err());
        TrainingPlan best = PlanText.read("best.yaml", Files.readString(folder.resolve("best.yaml")));
        assertEquals(0.2, best.heldOut());
        assertEquals(best, load("three-learning").plan());

        JsonNode report = json("report.json");
        assertEquals("learning", report.get("chosen").asText());
        assertEquals(List.of("learning", "idle", "hot"), report.get("plans").findValuesAsText("plan"));
        assertEquals(load("three-learning").net().sha256(), report.get("plans").get(0).get("modelSha256").asText());
        assertTrue(report.get("plans").get(0).get("validationErrorPercent").asDouble()
                < report.get("plans").get(1).get("validationErrorPercent").asDouble(), report::toString);

        assertTrue(Files.exists(folder.resolve("models/three-learning/1.report.html")));

        Outcome second = tune().exited(ExitCode.DONE);
        second.line("chosen: learning, ");
        assertEquals(3, second.out().stream().filter(line -> line.endsWith(": already done")).count(), second::toString);
        assertFalse(second.out().stream().anyMatch(line -> line.contains("  epoch 1/")), second::toString);
        assertEquals(3, json("models/tune/three.json").get("plans").size());
    }

    /** Tuning chooses what training gives: the same plan trained alone is the same model. */
    @Test
    void aModelIsThatOfTheSamePlanTrainedAlone() throws Exception {
        Files.writeString(folder.resolve("three.yaml"), PLANS.replaceAll("(?m)^  (idle|hot).*\n", ""));
        tune("--best", "best.yaml").exited(ExitCode.DONE);
        SmallData.write(folder.resolve("whole"));
        String alone = Cli.run(folder, "train", "--preset", "./best.yaml", "--data", "whole", "--classes",
                String.valueOf(SmallData.CLASSES), "--store", "models", "--members", "2").exited(ExitCode.DONE).modelSha256();
        assertEquals(alone, load("three-learning").net().sha256());
    }

    /** The line that is printed at the end is started as it is, through a shell; only the program is named otherwise. */
    @Test
    void theAdviceCanBeFollowedAsItIsPrinted() throws Exception {
        Files.writeString(folder.resolve("three.yaml"), PLANS.replaceAll("(?m)^  (idle|hot).*\n", "")
                .replace("learningRate: 0.5", "learningRate: 0.5, patience: 2"));
        SmallData.write(folder.resolve("Ann's data"));
        String data = "Ann's data";
        Outcome tuned = Cli.run(folder, "tune", "three.yaml", "--data", data, "--classes", String.valueOf(SmallData.CLASSES),
                "--store", "models", "--members", "1", "--labels", "60", "--best", "chosen").exited(ExitCode.DONE);
        String line = tuned.line("to train it on all cases: ./beliefgrid train --preset ./chosen --held-out 0 --patience 0 "
                + "--finetune-epochs ");
        List<String> words = Cli.words(line.replace("to train it on all cases: ./beliefgrid ", ""));
        assertTrue(words.contains(data), words::toString);
        Cli.run(folder, words).exited(ExitCode.DONE);

        Model chosen = load("three-learning");
        Model trained = load("Ann_s_data-chosen");
        int epoch = Integer.parseInt(words.get(words.indexOf("--finetune-epochs") + 1));
        assertEquals(chosen.plan().withHeldOut(0).withFineTuning(chosen.plan().fineTuning().withPatience(0).withEpochs(epoch)),
                trained.plan());
        assertEquals(SmallData.TRAINING_CASES, trained.provenance().cases());
        assertEquals(60, trained.provenance().labelledCases());
        assertEquals(chosen.provenance().dataHash(), trained.provenance().dataHash());
    }

    /** Test cases are readable in the other folder: only there a model is trained. */
    @Test
    void aModelThatHasLearnedFromTheHeldOutCasesIsNoStart() throws Exception {
        SmallPlan.write(folder);
        SmallData.write(folder.resolve("whole"));
        for (String heldOut : List.of("0", "0.2")) {
            Cli.run(folder, "train", "--preset", "./small.yaml", "--data", "whole", "--classes", "3", "--store", "models",
                    "--members", "1", "--held-out", heldOut, "--model", "from" + heldOut).exited(ExitCode.DONE);
        }
        String refusal = tune("--from", "from0").exited(ExitCode.USAGE).err().get(0);
        assertTrue(refusal.startsWith("beliefgrid: model from0@1 (--from) has learned from cases that are held out now"),
                refusal);
        assertFalse(Files.exists(folder.resolve("models/tune")));
        Files.writeString(folder.resolve("three.yaml"), PLANS.replaceAll("(?m)^  (idle|hot).*\n", ""));
        tune("--from", "from0.2").exited(ExitCode.DONE).line("to train it on all cases, with --best FILE to write it: "
                + "./beliefgrid train --preset ./FILE --held-out 0 --data data --classes 3 --store models --members 1 "
                + "--from from0.2");
    }

    @Test
    void whatIsDoneIsKeptOnCtrlC() throws Exception {
        Files.writeString(folder.resolve("three.yaml"), PLANS.replaceAll("(?m)^  hot.*\n", "")
                + "  endless: {pretraining: {epochs: 1000000}}\n");
        Outcome stopped;
        try (Cli tuning = Cli.start(folder, command())) {
            tuning.awaitLine("^pre-training layer 1  epoch 3/1000000");
            tuning.signal("INT");
            stopped = tuning.await(SECONDS_TO_STOP).exited(ExitCode.INTERRUPTED);
        }
        stopped.line("stopped; the results of 2 of 3 plans are kept in models/tune/three.json");
        Files.writeString(folder.resolve("three.yaml"), PLANS.replaceAll("(?m)^  hot.*\n", ""));
        Outcome resumed = tune().exited(ExitCode.DONE);
        assertEquals(2, resumed.out().stream().filter(line -> line.endsWith(": already done")).count(), resumed::toString);
        resumed.line("chosen: learning, ");
    }

    @Test
    void plansThatCannotBeComparedAreRefusedBeforeAnythingIsTrained() throws Exception {
        Files.writeString(folder.resolve("three.yaml"), PLANS + "  other: {seed: 7}\n  none: {heldOut: 0}\n");
        Outcome refused = tune().exited(ExitCode.USAGE);
        assertEquals(3, refused.err().size(), refused::toString);
        assertFalse(Files.exists(folder.resolve("models/tune")));
        // One of the plans is impossible on these data only: the others before it are not trained first.
        Files.writeString(folder.resolve("three.yaml"), PLANS + "  greedy: {labels: 1000}\n");
        assertEquals(List.of("beliefgrid: plans.greedy.labels must be all, or at most 320, the labelled cases that are not "
                + "held out, was 1000"), tune().exited(ExitCode.USAGE).err());
        assertFalse(Files.exists(folder.resolve("models/tune")));
        Files.writeString(folder.resolve("three.yaml"), PLANS.replace("epochs: 6", "epoch: 6"));
        String problem = tune().exited(ExitCode.USAGE).err().get(0);
        assertTrue(problem.startsWith("beliefgrid: three.yaml: unknown setting base.fineTuning.epoch;"), problem);
    }
}
