package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.beliefgrid.cli.TuneResult.Task;
import org.beliefgrid.cli.TuneResult.Validation;
import org.beliefgrid.cli.Tuning.Tasks;
import org.beliefgrid.cli.Tuning.Trained;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.MemberKernels;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.TrainTask;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.PlanList;
import org.beliefgrid.model.PlanList.Preset;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a list of plans and chooses the best of them on held-out training cases. Test cases are not opened. */
@picocli.CommandLine.Command(name = "tune", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a list of training plans and chooses the one with the lowest error on held-out training cases; "
                + "test cases are never opened. Started again, it goes on with the plans that have no result yet.")
public final class TuneCommand implements Command {
    /** Options that {@code train} does not have, or for another purpose. */
    private static final Set<String> OWN_OPTIONS = Set.of("--results", "--best", "--json");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PLANS.yaml", description = "the plans: a YAML mapping of base (a preset's name or a mapping of "
            + "settings; may be left out) and plans (a mapping of names to the settings that differ)")
    private String file;

    @Mixin
    private DataOptions data;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--from", paramLabel = "MODEL",
            description = "start every plan from a model of the store (NAME, NAME@N or NAME@latest), or from a model file "
                    + "(with a "
                    + "slash in its name)")
    private String from;

    @Option(names = "--labels", paramLabel = "N",
            description = "fine-tune on so many of the labelled cases, whatever the plans say; or all")
    private String labels;

    @Option(names = "--no-pretrain", description = "in all plans: " + PlanOptions.NO_PRETRAIN)
    private boolean noPretrain;

    @Option(names = "--results", paramLabel = "FILE",
            description = "results so far, written after each plan (default: tune/NAME.json in the store, NAME being that of "
                    + "the plans)")
    private String resultsFile;

    @Option(names = "--best", paramLabel = "FILE", description = "write the chosen plan as YAML")
    private String best;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        gridOptions.check();
        out = spec.commandLine().getOut();
        try (CtrlC interrupt = new CtrlC()) {
            interrupt.endAtOnce();
            return tune(interrupt);
        } catch (CancellationException e) {
            out.println("stopped before the first plan");
            out.flush();
            return ExitCode.INTERRUPTED;
        }
    }

    private int tune(CtrlC interrupt) throws Exception {
        OutputFile.requireWritable("--best", best);
        OutputFile.requireWritable("--json", json);
        Optional<StartingModel> start = StartingModel.load(Optional.ofNullable(from), storeOptions.open());
        Map<String, TrainingPlan> plans = plans(start);
        Sources sources = sources(start, plans.values().iterator().next(), interrupt);  // all hold the same cases out
        ModelStore store = storeOptions.openForWriting(modelName(plans.keySet().iterator().next()));
        TuneResults results = TuneResults.in(resultsFile != null ? Location.of(resultsFile)
                : storeOptions.location().child("tune").child(tuneName() + ".json"));
        Tuning tuning = new Tuning(plans, results, out);
        CaseSource training = sources.training().open();
        Map<String, TrainRequest> requests = new LinkedHashMap<>();
        plans.forEach((name, plan) -> requests.put(name, new TrainRequest(sources, plan, start, gridOptions.mixedKernels())));
        for (String name : plans.keySet()) {
            store.versions(modelName(name));
        }
        Tuning.requireTrainable(requests, training);
        training.scan(row -> false, (row, pixels, label) -> { });  // which tells the fingerprint
        tuning.requireFairStart(start, training.fingerprint());
        interrupt.onSignal(() -> { });
        try (TuneGrid grid = new TuneGrid(gridOptions, storeOptions.location())) {
            String kernel = kernel(grid, plans.values().iterator().next());
            Tasks tasks = plan -> Task.of(plan, sources, training.fingerprint(), kernel, start);
            try {
                report(tuning.run(tasks, (name, plan) -> train(name, requests.get(name), store, grid, interrupt)), plans,
                        results);
                return ExitCode.DONE;
            } catch (CancellationException e) {
                out.printf("stopped; the results of %d of %d plans are kept in %s%n", tuning.done(tasks), plans.size(),
                        results);
                out.flush();
                return ExitCode.INTERRUPTED;
            }
        }
    }

    private Sources sources(Optional<StartingModel> start, TrainingPlan plan, CtrlC interrupt) throws IOException {
        try (TableReading reading = TableReading.of(gridOptions, interrupt)) {
            return data.sources(start.flatMap(model -> model.model().table()), reading.members())
                    .fitted(plan, reading.members());
        }
    }

    private Map<String, TrainingPlan> plans(Optional<StartingModel> start) {
        Map<String, TrainingPlan> plans = new LinkedHashMap<>();
        read(file, start).plans().forEach((name, plan) -> plans.put(name, changed(plan, start)));
        return plans;
    }

    /**
     * The plans of a file.
     *
     * @param start the model to start from: layers and units that neither base nor plan speaks of are its own
     */
    static PlanList read(String file, Optional<StartingModel> start) {
        Preset list = Presets.read(file.indexOf('/') < 0 ? "./" + file : file, "PLANS.yaml");
        return PlanList.read(file, list.text(), name -> Presets.read(name, file + ": base"),
                start.map(model -> model.adapted(TrainingPlan.DEFAULTS)).orElse(TrainingPlan.DEFAULTS));
    }

    private TrainingPlan changed(TrainingPlan plan, Optional<StartingModel> start) {
        TrainingPlan labelled = labels == null ? plan : plan.withLabels(PlanOptions.labelCount(labels));
        return noPretrain ? PlanOptions.withoutPretraining(labelled, start) : labelled;
    }

    /** The OpenBLAS kernel that every plan will be trained with: other kernels give other results. */
    private String kernel(TuneGrid grid, TrainingPlan plan) throws IOException {
        if (gridOptions.mixedKernels()) {
            return "mixed";
        }
        return gridOptions.standing() ? MemberKernels.in(grid.of(plan).access()).onlyOne(plan.blasCore())
                : BlasKernel.pinned(plan.blasCore()).core();
    }

    private Trained train(String name, TrainRequest request, ModelStore store, TuneGrid grid, CtrlC interrupt)
            throws IOException {
        // No checkpoints: a tuning that was stopped begins the plan anew.
        TrainTask run = TrainTask.begin(modelName(name), 0);
        StoredTraining training = new StoredTraining(grid.of(request.plan()).access(), request, run, store, Optional.empty(),
                new TrainView(out, () -> { }));
        interrupt.onSignal(training::cancel);
        Result result = training.run();
        return new Trained(result.saved().toString(), result.model().net().sha256(), result.figures().choice()
                .flatMap(taken -> taken.judged().map(judged -> new Validation(taken.epoch(), judged.errorPercent()))));
    }

    private String tuneName() {
        return Sources.nameOf(file);
    }

    private String modelName(String plan) {
        return tuneName() + "-" + plan;
    }

    private void report(List<TuneResult> sorted, Map<String, TrainingPlan> plans, TuneResults results) throws IOException {
        Tuning.print(out, sorted);
        out.flush();
        TuneResult chosen = Tuning.chosen(sorted);
        TrainingPlan plan = plans.get(chosen.plan());
        out.printf("chosen: %s, with the lowest error on the held-out cases (of equal ones the earlier in %s)%n", chosen.plan(),
                file);
        if (best != null) {
            byte[] text = PlanText.write(plan).getBytes(StandardCharsets.UTF_8);
            OutputFile.write("--best", Location.of(best), text);
        }
        int epoch = chosen.validation().epoch();
        out.println((best == null ? "to train it on all cases, with --best FILE to write it: " : "to train it on all cases: ")
                + Advice.command(plan, best == null ? "FILE" : best, epoch,
                        Advice.options(spec.commandLine().getParseResult(), OWN_OPTIONS)));
        String remark = Advice.remark(plan, epoch);
        if (!remark.isEmpty()) {
            out.println(remark);
        }
        out.flush();
        if (json != null) {
            JsonReport report = new JsonReport();
            report.put("chosen", chosen.plan());
            report.put("results", results.toString());
            report.put("plans", sorted.stream().map(TuneResult::asJson).toList());
            report.write(json);
        }
    }
}
