package org.beliefgrid.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.ShellText;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** How to train the chosen plan of a tuning on all cases: commands for a shell that can be started as they are printed. */
final class Advice {
    private Advice() {
    }

    /**
     * Trains a plan with no case held out. Patience, which needs such cases, is set to 0; fine-tuning ends with the epoch that
     * it chose, unless the learning rate comes down to its end over all epochs.
     *
     * @param planFile where the plan stands
     * @param epoch of fine-tuning whose parameters were taken
     * @param options what is the same as in the tuning, quoted
     */
    static String command(TrainingPlan plan, String planFile, int epoch, List<String> options) {
        List<String> words = new ArrayList<>(List.of("./beliefgrid", "train", "--preset", argument(planFile), "--held-out",
                "0"));
        if (plan.fineTuning().patience() > 0) {
            words.addAll(List.of("--patience", "0"));
            if (!spansAllEpochs(plan.fineTuning()) && !isWarmingUp(plan.fineTuning(), epoch)) {
                words.addAll(List.of("--finetune-epochs", String.valueOf(epoch)));
            }
        }
        words.addAll(options);
        return String.join(" ", words);
    }

    /** What there is to know about the command; empty where it does what the tuning did. */
    static String remark(TrainingPlan plan, int epoch) {
        FineTuning fineTuning = plan.fineTuning();
        if (fineTuning.patience() > 0 && isWarmingUp(fineTuning, epoch) && !spansAllEpochs(fineTuning)) {
            return ("that is %d epochs of fine-tuning, although the tuning took epoch %d: the learning rate is warmed up until "
                    + "then").formatted(fineTuning.epochs(), epoch);
        }
        return fineTuning.patience() == 0 || !spansAllEpochs(fineTuning) ? ""
                : ("that is %d epochs of fine-tuning, although the tuning took epoch %d: a cosine learning rate comes down "
                        + "over all epochs, and fewer would be another schedule").formatted(fineTuning.epochs(), epoch);
    }

    /** Whether training would end before its learning rate is warm, which {@code train} refuses. */
    private static boolean isWarmingUp(FineTuning fineTuning, int epoch) {
        return epoch > 0 && epoch <= fineTuning.descent().learningRate().warmUp();
    }

    private static boolean spansAllEpochs(FineTuning fineTuning) {
        return fineTuning.descent().learningRate().schedule() == LearningRate.Schedule.COSINE;
    }

    /** A file as an argument: one that could be taken for a preset's name or an option gets its folder. */
    private static String argument(String file) {
        boolean bare = file.indexOf('/') < 0 && (file.indexOf('.') < 0 || file.startsWith("-"));
        return quoted(bare ? "./" + file : file);
    }

    /**
     * The options of a command line as they were given.
     *
     * @param without names of options that are left out
     */
    static List<String> options(ParseResult line, Set<String> without) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : new LinkedHashSet<>(line.matchedOptions())) {
            if (without.contains(option.longestName())) {
                continue;
            }
            if (option.arity().max() == 0) {
                words.add(option.longestName());
                continue;
            }
            for (String value : option.originalStringValues()) {
                words.addAll(List.of(option.longestName(), quoted(value)));
            }
        }
        return words;
    }

    /** A word as the shell takes it for one. */
    static String quoted(String word) {
        return ShellText.quoted(word);
    }
}
