package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Advice is a command line: held against the parser that takes command lines, and against the shell. */
class AdviceTest {
    private static final Set<String> OWN = Set.of("--results", "--best", "--json");

    private static List<String> options(String... arguments) {
        return Advice.options(new CommandLine(new TuneCommand()).parseArgs(arguments), OWN);
    }

    private static TrainingPlan plan(String fineTuning) {
        return PlanText.read("plan.yaml", "heldOut: 0.1\nfineTuning: " + fineTuning);
    }

    private static String command(String fineTuning, String file) {
        return Advice.command(plan(fineTuning), file, 7, List.of("--data", "here"));
    }

    @Test
    void whatWasGivenIsRepeatedAndWhatOnlyTuningHasIsNot() {
        assertEquals(List.of("--data", "here", "--classes", "3", "--store", "models", "--cluster", "a:1,b:2", "--mixed-kernels",
                "--from", "first", "--labels", "all", "--no-pretrain"), options("plans.yaml", "--data", "here", "--classes=3",
                "--results", "r", "--store", "models", "--cluster", "a:1,b:2", "--mixed-kernels", "--best", "b", "--from",
                "first", "--labels", "all", "--no-pretrain", "--json", "j"));
        assertEquals(List.of(), options("plans.yaml"));
    }

    /** Every option of {@code tune} but its own is one that {@code train} takes. */
    @Test
    void whatIsRepeatedTrainingUnderstands() {
        List<String> all = new ArrayList<>(List.of("plans.yaml"));
        new CommandLine(new TuneCommand()).getCommandSpec().options().stream().filter(option -> !option.usageHelp())
                .filter(option -> !option.versionHelp()).forEach(option -> {
                    all.add(option.longestName());
                    if (option.arity().max() > 0) {
                        all.add("1");
                    }
                });
        List<String> repeated = options(all.toArray(String[]::new));
        assertTrue(repeated.containsAll(List.of("--dataset", "--threads", "--from", "--no-pretrain")), repeated::toString);
        new CommandLine(new TrainCommand()).parseArgs(repeated.toArray(String[]::new));
    }

    @Test
    void patienceGivesWayToTheEpochThatItChose() {
        String train = "./beliefgrid train --preset best.yaml --held-out 0";
        assertEquals(train + " --data here", command("{epochs: 20}", "best.yaml"));
        for (String rate : List.of("0.1", "{schedule: exponential, factor: 0.9}", "{warmUp: 3}")) {
            String fineTuning = "{patience: 3, learningRate: " + rate + "}";
            assertEquals(train + " --patience 0 --finetune-epochs 7 --data here", command(fineTuning, "best.yaml"));
            assertEquals("", Advice.remark(plan(fineTuning), 7));
        }
    }

    /** The law behind it: of these schedules, and of no other, the first epochs are the same in a shorter training. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0.1", "{schedule: exponential, factor: 0.9}", "{warmUp: 3}", "{schedule: cosine}"})
    void fewerEpochsAreAdvisedWhereTheyAreTheSameEpochs(String rate) {
        TrainingPlan plan = plan("{patience: 3, learningRate: " + rate + "}");
        boolean same = true;
        for (int epoch = 0; epoch < 7; epoch++) {
            same &= plan.fineTuning().descent().learningRate().at(epoch, 20)
                    == plan.fineTuning().descent().learningRate().at(epoch, 7);
        }
        assertEquals(same, Advice.command(plan, "f.yaml", 7, List.of()).contains("--finetune-epochs 7"));
        assertEquals(same, Advice.remark(plan, 7).isEmpty());
    }

    /** Training that ends before its learning rate is warm is refused, so it is not advised. */
    @Test
    void aRateIsWarmedUpToItsEnd() {
        TrainingPlan plan = plan("{patience: 3, learningRate: {warmUp: 3}}");
        assertFalse(Advice.command(plan, "f.yaml", 3, List.of()).contains("--finetune-epochs"));
        assertEquals("that is 20 epochs of fine-tuning, although the tuning took epoch 3: the learning rate is warmed up until "
                + "then", Advice.remark(plan, 3));
        assertTrue(Advice.command(plan, "f.yaml", 4, List.of()).contains("--finetune-epochs 4"));
        assertEquals("", Advice.remark(plan, 4));
    }

    @Test
    void aCosineIsTrainedToItsEnd() {
        String fineTuning = "{patience: 3, learningRate: {schedule: cosine}}";
        assertEquals("./beliefgrid train --preset best.yaml --held-out 0 --patience 0 --data here",
                command(fineTuning, "best.yaml"));
        assertEquals("that is 20 epochs of fine-tuning, although the tuning took epoch 7: a cosine learning rate comes down "
                + "over all epochs, and fewer would be another schedule", Advice.remark(plan(fineTuning), 7));
        assertEquals("", Advice.remark(plan("{learningRate: {schedule: cosine}}"), 20));
    }

    @ParameterizedTest
    @CsvSource({"best, ./best", "best.yaml, best.yaml", "a/best, a/best", "-b.yaml, ./-b.yaml", "my plan, './my plan'"})
    void aFileIsNotTakenForAPreset(String file, String printed) {
        String expected = printed.contains(" ") ? "'" + printed.replace("'", "") + "'" : printed;
        assertEquals("./beliefgrid train --preset " + expected + " --held-out 0 --data here", command("{}", file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a b", "it's", "$HOME", "~", "*", "a\"b", "back\\slash", "`id`", "a;b", "", "''", "#",
        "!x"})
    void theShellTakesAQuotedWordForThatWord(String word) throws Exception {
        assertEquals(List.of("before", word, "after"), Cli.words("before " + Advice.quoted(word) + " after"));
    }
}
