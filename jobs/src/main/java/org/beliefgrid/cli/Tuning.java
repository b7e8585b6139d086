package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.beliefgrid.cli.TuneResult.Task;
import org.beliefgrid.cli.TuneResult.Validation;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.model.TrainingPlan;

/**
 * Trains a list of plans one after the other and chooses the one with the lowest error on the held-out cases; of equal ones the
 * earlier in the list. What was trained already is not trained again; a plan that diverges is out of the choice.
 */
final class Tuning {
    private final Map<String, TrainingPlan> plans;
    private final TuneResults results;
    private final PrintWriter out;

    /**
     * @param plans in the order of the list, at least one
     * @throws InvalidConfigException if they cannot be compared; a line for each problem
     */
    Tuning(Map<String, TrainingPlan> plans, TuneResults results, PrintWriter out) {
        this.plans = plans;
        this.results = results;
        this.out = out;
        requireComparable();
    }

    /** Trains a plan and stores its model. */
    @FunctionalInterface
    interface Trainer {
        /**
         * @param name of the plan
         * @throws TrainingDivergedException if it diverges
         * @throws java.util.concurrent.CancellationException if it was stopped
         */
        Trained train(String name, TrainingPlan plan) throws IOException;
    }

    /** What plans are trained on and from: gives the task of a plan. */
    @FunctionalInterface
    interface Tasks {
        Task of(TrainingPlan plan);
    }

    /**
     * A model that was trained and stored.
     *
     * @param validation empty if the algorithm does not say how its result does on the held-out cases
     */
    record Trained(String model, String modelSha256, Optional<Validation> validation) {
    }

    private void requireComparable() {
        List<String> problems = new ArrayList<>();
        TrainingPlan first = plans.values().iterator().next();
        String firstName = plans.keySet().iterator().next();
        plans.forEach((name, plan) -> {
            if (!(plan.heldOut() > 0)) {
                problems.add("plans.%s.heldOut must be above 0: held-out cases choose, was %s".formatted(name, plan.heldOut()));
            }
            if (plan.fineTuning().epochs() == 0) {
                problems.add(("plans.%s.fineTuning.epochs must be 1 or more: without fine-tuning there is no error to choose "
                        + "by, was 0").formatted(name));
            }
            requireSame(problems, name + ".heldOut", plan.heldOut(), firstName, first.heldOut());
            requireSame(problems, name + ".seed", plan.seed(), firstName, first.seed());
            requireSame(problems, name + ".blasCore", plan.blasCore().setting(), firstName, first.blasCore().setting());
        });
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
    }

    private static void requireSame(List<String> problems, String setting, Object found, String first, Object expected) {
        if (!found.equals(expected)) {
            problems.add("plans.%s must be %s as in plans.%s: all plans are held against the same cases, was %s".formatted(
                    setting, expected, first, found));
        }
    }

    /**
     * Refuses what cannot be trained or not be chosen by, of all plans, before a grid is there.
     *
     * @param requests by the plan's name
     * @param training the cases, opened
     * @throws InvalidConfigException a line for each problem, with the plan's name
     */
    static void requireTrainable(Map<String, TrainRequest> requests, CaseSource training) throws IOException {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, TrainRequest> plan : requests.entrySet()) {
            TrainRequest request = plan.getValue();
            try {
                request.requireFits(training);
                requireClasses(request.plan());
                if (!CaseSelection.of(request.plan(), training, request.sources().classes()).holdsOutLabelled()) {
                    throw new InvalidConfigException("heldOut must give cases with a label to choose by, was %s, and of %s no "
                            .formatted(request.plan().heldOut(), request.sources().name()) + "case has one");
                }
            } catch (InvalidConfigException e) {
                e.getMessage().lines().forEach(line -> problems.add("plans." + plan.getKey() + "." + line));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
    }

    private static void requireClasses(TrainingPlan plan) {
        AlgorithmProvider algorithm = AlgorithmProvider.of(plan);
        if (!algorithm.learnsClasses(plan)) {
            throw new InvalidConfigException("algorithm must tell classes apart, to be chosen by its errors on held-out cases, "
                    + "was " + algorithm.name());
        }
    }

    /**
     * Refuses a model to start from that has learned from the held-out cases: they would choose by what it remembers.
     *
     * @param dataHash fingerprint of the training data
     */
    void requireFairStart(Optional<StartingModel> start, String dataHash) {
        TrainingPlan first = plans.values().iterator().next();  // all hold the same cases out
        start.flatMap(model -> model.learnedHeldOutCases(first, dataHash)).ifPresent(problem -> {
            throw new InvalidConfigException(problem + "; start from one that was trained with the seed of the plans and at "
                    + "least their heldOut");
        });
    }

    /**
     * Trains what was not trained yet.
     *
     * @return all results, the best first
     */
    List<TuneResult> run(Tasks tasks, Trainer trainer) throws IOException {
        List<TuneResult> all = new ArrayList<>();
        warnOfPatience();
        for (Map.Entry<String, TrainingPlan> plan : plans.entrySet()) {
            String name = plan.getKey();
            Task task = tasks.of(plan.getValue());
            Optional<TuneResult> known = results.of(name, task);
            out.printf("plan %s (%d of %d)%s%n", name, all.size() + 1, plans.size(), known.isPresent() ? ": already done" : "");
            out.flush();
            if (known.isEmpty()) {
                known = Optional.of(train(name, plan.getValue(), task, trainer));
                results.put(known.get());
            }
            all.add(known.get());
        }
        all.sort(Comparator.comparing(TuneResult::diverged).thenComparingDouble(result -> result.validation().errorPercent()));
        return all;
    }

    private void warnOfPatience() {
        List<String> patient = plans.entrySet().stream().filter(plan -> plan.getValue().fineTuning().patience() > 0)
                .map(Map.Entry::getKey).toList();
        if (!patient.isEmpty() && patient.size() < plans.size()) {
            out.println("warning: the error of plans with patience (" + String.join(", ", patient) + ") is the lowest of all "
                    + "their epochs, that of the others is their end's: the lowest of many is lower by chance, too");
        }
    }

    private TuneResult train(String name, TrainingPlan plan, Task task, Trainer trainer) throws IOException {
        long start = System.nanoTime();
        try {
            Trained trained = trainer.train(name, plan);
            Validation validation = trained.validation().orElseThrow(() -> new InvalidConfigException(
                    ("plans.%s.algorithm must say how its result does on held-out cases, to be chosen by that, was %s, which "
                            + "says nothing; its model is %s").formatted(name, plan.algorithm().name(), trained.model())));
            return new TuneResult(name, task, "", validation, secondsSince(start), trained.modelSha256(), trained.model());
        } catch (TrainingDivergedException e) {
            out.println("diverged: " + e.getMessage());
            return new TuneResult(name, task, e.getMessage(), Validation.NONE, secondsSince(start), "", "");
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** How many plans have a result, for a tuning that was stopped. */
    long done(Tasks tasks) {
        return plans.entrySet().stream().filter(plan -> results.of(plan.getKey(), tasks.of(plan.getValue())).isPresent())
                .count();
    }

    /**
     * Prints results as a table.
     *
     * @param sorted the best first
     */
    static void print(PrintWriter out, List<TuneResult> sorted) {
        int width = sorted.stream().mapToInt(result -> result.plan().length()).max().orElse(0);
        String name = "  %-" + Math.max("plan".length(), width) + "s";
        out.printf(name + "  validation error  epoch   seconds  model%n", "plan");
        for (TuneResult result : sorted) {
            boolean first = result == sorted.get(0) && !result.diverged();
            String error = result.diverged() ? "diverged"
                    : String.format(Locale.ROOT, "%.2f %%", result.validation().errorPercent());
            out.println((first ? "*" : " ") + String.format(name, result.plan()).substring(1)
                    + String.format(Locale.ROOT, "  %16s  %5s  %8.1f  %s", error,
                            result.diverged() ? "" : result.validation().epoch(), result.seconds(),
                            result.diverged() ? result.problem() : result.model()));
        }
    }

    /**
     * The result to choose.
     *
     * @param sorted the best first
     * @throws TrainingDivergedException if all diverged
     */
    static TuneResult chosen(List<TuneResult> sorted) {
        if (sorted.get(0).diverged()) {
            throw new TrainingDivergedException("every plan diverged: " + String.join(", ",
                    new TreeSet<>(sorted.stream().map(TuneResult::plan).toList())));
        }
        return sorted.get(0);
    }
}
