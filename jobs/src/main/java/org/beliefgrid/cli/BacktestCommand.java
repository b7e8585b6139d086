package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.TrainTask;
import org.beliefgrid.jobs.UnstoredTraining;
import org.beliefgrid.jobs.backtest.Backtest;
import org.beliefgrid.jobs.backtest.BacktestResult;
import org.beliefgrid.jobs.backtest.GateKeeper;
import org.beliefgrid.jobs.backtest.GateKeeper.Decided;
import org.beliefgrid.jobs.backtest.GateKeeper.Evidence;
import org.beliefgrid.jobs.backtest.SplitRule;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.metrics.Bootstrap;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.BacktestPage;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on the past and scores the future, fold by fold, before a model is put to work. */
@picocli.CommandLine.Command(name = "backtest", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Divides rows of a table (CSV, with --schema) into folds, trains a model on the past of each and scores "
                + "its future, and tells how good the scores are, with bootstrap intervals and a report page. Nothing of the "
                + "folds stays in the store unless --keep-models is given.")
public final class BacktestCommand implements Command {
    private static final int FOLDS = 5;
    private static final int MOST_RESAMPLES = 100_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--split", paramLabel = "RULE", required = true,
            description = "time=COLUMN: rows in the order of a column of numbers or ISO 8601 dates; each fold learns from all "
                    + "that was before it, and the column is no feature unless the schema lists it. random: labelled rows by "
                    + "chance, of each class evenly")
    private String split;

    @Option(names = "--folds", paramLabel = "K", description = "how many (default: " + FOLDS + ")")
    private int folds = FOLDS;

    @Option(names = "--positive", paramLabel = "NAME",
            description = "class that the measures are about, held against all others (default: of two classes the second, or "
                    + "the one called 1, yes or true)")
    private String positive;

    @Option(names = "--resamples", paramLabel = "N", description = "resamples of the bootstrap (default: 500)")
    private Integer resamples;

    @Mixin
    private DataOptions data;

    @Mixin
    private PlanOptions planOptions;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--model", paramLabel = "NAME",
            description = "name for the report, and of the model of --promote and --keep-models (default: DATASET-PRESET)")
    private String modelName;

    @Option(names = "--keep-models", description = "store the model of each fold as NAME-fold-K")
    private boolean keepModels;

    @Option(names = "--promote",
            description = "train a model on all rows afterwards and store it, and promote it if the folds pass the plan's "
                    + "promoteIf")
    private boolean promote;

    @Option(names = "--report", paramLabel = "FILE",
            description = "where to write the report page (default: backtest/NAME.html in the store)")
    private String reportFile;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    private PrintWriter out;
    private CtrlC signals;
    private WorkFolder folder;
    private volatile boolean stopped;

    @Override
    public Integer call() throws Exception {
        gridOptions.check();
        OutputFile.requireWritable("--report", reportFile);
        OutputFile.requireWritable("--json", json);
        out = spec.commandLine().getOut();
        TrainingPlan plan = planOptions.plan(Optional.empty());
        SplitRule rule = SplitRule.read(split, folds);
        if (promote && plan.promoteIf().isEmpty()) {
            throw new InvalidConfigException("--promote needs a plan with promoteIf, which says what a model must be like");
        }
        DataOptions.Rows rows = data.rows();
        String name = modelName != null ? modelName : Sources.nameOf(rows.data()) + "-" + Sources.nameOf(planOptions.preset());
        ModelStore store = storeOptions.openForWriting(name);
        try (CtrlC interrupt = new CtrlC(); TableReading reading = TableReading.of(gridOptions, interrupt)) {
            signals = interrupt;
            interrupt.endAtOnce();
            Backtest backtest = Backtest.of(new Backtest.Order(rows.data(), rows.schema(), rule, plan,
                    Optional.ofNullable(positive), bootstrap(), gridOptions.mixedKernels()), reading.members());
            out.println(backtest.description());
            out.flush();
            return run(backtest, plan, name, store, reading);
        } catch (CancellationException e) {
            return interrupted();
        } catch (IOException | RuntimeException e) {
            if (stopped) {
                return interrupted();  // its files were removed
            }
            throw e;
        }
    }

    private int interrupted() {
        out.println("stopped");
        out.flush();
        return ExitCode.INTERRUPTED;
    }

    private Bootstrap bootstrap() {
        if (resamples == null) {
            return Bootstrap.DEFAULT;
        }
        if (resamples < 1 || resamples > MOST_RESAMPLES) {
            throw new InvalidConfigException("--resamples must be in 1 to %d, was %d".formatted(MOST_RESAMPLES, resamples));
        }
        return new Bootstrap(1, resamples, Bootstrap.DEFAULT.level(), true);
    }

    private int run(Backtest backtest, TrainingPlan plan, String name, ModelStore store, TableReading reading)
            throws IOException {
        Optional<GateKeeper> gate = promote ? Optional.of(GateKeeper.of(store.versions(name), plan.promoteIf().orElseThrow()))
                : Optional.empty();
        Optional<Model> rival = gate.isPresent() ? gate.get().promoted() : Optional.empty();
        folder = WorkFolder.create("beliefgrid-backtest");
        betweenTrainings();
        BacktestResult result;
        Optional<Result> trained = Optional.empty();
        try (TrainingGrid grid = TrainingGrid.open(gridOptions, storeOptions.location(), plan)) {
            BlasKernel.prefer(plan.blasCore());  // a client has not loaded OpenBLAS, and scores here
            result = backtest.run(folder.path(), (fold, request) -> train(grid, fold, request, name, store), rival);
            BacktestView.print(out, result);
            if (promote) {
                out.println("all rows");
                out.flush();
                trained = Optional.of(trainAll(grid, backtest, plan, name, store, reading));
            }
        } finally {
            folder.remove();
        }
        Optional<Result> version = trained;
        return signals.toItsEnd(() -> {
            Optional<Decided> decided = version.isEmpty() ? Optional.empty()
                    : Optional.of(decide(gate.orElseThrow(), version.get(), result));
            report(result, decided, name);
            return ExitCode.DONE;
        });
    }

    private Decided decide(GateKeeper gate, Result version, BacktestResult result) throws IOException {
        Decided decided = gate.decide(version.saved(), version.model(), new Evidence("back-test", result.data(),
                result.dataHash(), result.positive().name(), result.pooled(), result.rival()), PromoteModelCommand.user());
        GateView.tell(decided, out);
        return decided;
    }

    /** Nothing is left in the grid between two trainings: on a signal the files go, and the process ends at once. */
    private void betweenTrainings() {
        signals.endAfter(() -> {
            stopped = true;
            folder.removeAtTheEnd();
        });
    }

    private Model train(TrainingGrid grid, int fold, TrainRequest request, String name, ModelStore store) throws IOException {
        if (stopped) {
            throw new CancellationException("stopped");
        }
        out.printf("fold %d of %d%n", fold, folds);
        out.flush();
        UnstoredTraining training = new UnstoredTraining(grid.access(), request, name + "-fold-" + fold,
                new TrainView(out, () -> { }));
        signals.onSignal(training::cancel);
        Model model = training.run();
        betweenTrainings();
        if (keepModels) {
            out.println("model " + signals.toItsEnd(() -> store.save(name + "-fold-" + fold, model)));
        }
        return model;
    }

    private Result trainAll(TrainingGrid grid, Backtest backtest, TrainingPlan plan, String name, ModelStore store,
            TableReading reading) throws IOException {
        Sources sources = backtest.all(reading.members());
        CaseSource cases = sources.training().open();
        TrainRequest request = new TrainRequest(sources, plan, Optional.empty(), gridOptions.mixedKernels());
        request.requireFits(cases);
        StoredTraining training = new StoredTraining(grid.access(), request, TrainTask.begin(name, 0), store, Optional.empty(),
                new TrainView(out, () -> { }));
        signals.onSignal(training::cancel);
        Result version = training.run();
        betweenTrainings();
        out.println("model " + version.saved() + ": " + version.saved().file());
        return version;
    }

    private void report(BacktestResult result, Optional<Decided> decided, String name) throws IOException {
        Location page = reportFile != null ? Location.of(reportFile)
                : storeOptions.location().child("backtest").child(name + ".html");
        byte[] text = BacktestPage.of(name, result, decided).getBytes(StandardCharsets.UTF_8);
        OutputFile.write("--report", page, text);
        out.println("report " + (page.isLocal() ? Path.of(page.toString()).toAbsolutePath() : page));
        out.flush();
        if (json != null) {
            JsonReport report = new JsonReport();
            BacktestView.describe(report, result);
            decided.ifPresent(said -> report.put("promotion", GateView.asJson(said)));
            report.put("report", page.toString());
            report.write(json);
        }
    }
}
