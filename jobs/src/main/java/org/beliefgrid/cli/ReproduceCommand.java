package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.MemberKernels;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.PlanList.Preset;
import org.beliefgrid.model.RowList;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.reproduction.CurrentResults;
import org.beliefgrid.reproduction.Repeating;
import org.beliefgrid.reproduction.ReportFiles;
import org.beliefgrid.reproduction.Reproduction;
import org.beliefgrid.reproduction.Reproduction.Kernels;
import org.beliefgrid.reproduction.Reproduction.Progress;
import org.beliefgrid.reproduction.ResultFiles;
import org.beliefgrid.reproduction.RowCost;
import org.beliefgrid.reproduction.RowResult;
import org.beliefgrid.reproduction.RowTask;
import org.beliefgrid.reproduction.TrainingTask.Setting;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains the rows of a table with several seeds, and writes the table. */
@picocli.CommandLine.Command(name = "reproduce", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains the published experiment and its variations, each with several seeds, and writes the table of "
                + "results with its curves and commands. Started again, it goes on where it was stopped.")
public final class ReproduceCommand implements Command {
    private static final String DEFAULT_ROWS = "mnist";
    private static final int MOST_SEEDS = 1000;
    private static final int DATE = 10;
    private static final String CONFIG_PROPERTY = "beliefgrid.config";
    private static final String DEFAULT_FOLDER = "docs/results";
    /** Options that no result depends on. */
    private static final Set<String> WHERE = Set.of("--members", "--threads", "--metrics-port", "--cluster", "--cluster-name",
            "--secret-file", "--store");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ROWS", arity = "0..1", defaultValue = DEFAULT_ROWS,
            description = "the rows: a name in config/reproduce, or a file (with a dot or a slash in its name); default: "
                    + DEFAULT_ROWS)
    private String rows;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3",
            description = "train each row with seeds 1 to N (default: 3)")
    private int seeds;

    @Option(names = "--only", paramLabel = "ROW", split = ",", description = "only these rows")
    private List<String> only;

    @Mixin
    private DataOptions data;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--out", paramLabel = "FILE",
            description = "the document, in Markdown; curves, filters and plans go beside it (default: docs/results/NAME.md in "
                    + "the project's folder, NAME being that of the rows)")
    private String document;

    @Option(names = "--results", paramLabel = "FILE",
            description = "results so far, written after each row (default: reproduce/NAME.json in the store)")
    private String resultsFile;

    @Option(names = "--any-kernel", description = "results count whatever OpenBLAS kernel they were trained with, so that "
            + "machines of several kinds can share the work; default: only those of this machine's kernel")
    private boolean anyKernel;

    @Option(names = "--list", description = "train nothing: print the rows, which are done, and what the others would cost")
    private boolean listOnly;

    @Option(names = "--report-only", description = "train nothing: write the document anew from the results that there are")
    private boolean reportOnly;

    @Option(names = "--repeat", description = "train rows that have a result of this machine's OpenBLAS kernel once more, their "
            + "stacks too, and tell whether the same models come")
    private boolean repeat;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        gridOptions.check();
        out = spec.commandLine().getOut();
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw new InvalidConfigException("--seeds must be in 1 to %d, was %d".formatted(MOST_SEEDS, seeds));
        }
        if (Stream.of(listOnly, reportOnly, repeat).filter(chosen -> chosen).count() > 1) {
            throw new InvalidConfigException("--list, --report-only and --repeat exclude each other");
        }
        if (repeat && (anyKernel || gridOptions.mixedKernels())) {
            throw new InvalidConfigException("--repeat compares bits, which are those of one OpenBLAS kernel: --any-kernel and "
                    + "--mixed-kernels are not for it");
        }
        Preset file = Presets.read("reproduce", rows, "ROWS");
        RowList list = RowList.read(file.file(), file.text(), name -> Presets.read(name, file.file() + ": base"));
        List<String> wanted = wanted(list);
        ResultFiles results = resultsFile == null ? ResultFiles.in(storeOptions.location(), name())
                : ResultFiles.of(Location.of(resultsFile), storeOptions.location());
        if (reportOnly) {
            CurrentResults current = onlyData(list, results);
            requireOwnDocument(current.all().get(0).training().where().data());
            report(list, current);
            return ExitCode.DONE;
        }
        data.useByDefault(DEFAULT_ROWS);
        if (!listOnly) {
            requirePlaces(results);
        }
        return train(list, wanted, results);
    }

    private String name() {
        return Sources.nameOf(rows);
    }

    /** Before hours are spent: where the files go must be known and writable. */
    private void requirePlaces(ResultFiles results) throws IOException {
        requireOwnDocument(data.arguments());
        ReportFiles.Place place = place();
        OutputFile.requireWritable("--out", document == null ? place.folder().child(place.document()).toString() : document);
        OutputFile.requireWritable("--results", resultsFile);
    }

    private void requireOwnDocument(List<String> dataArguments) {
        if (document == null && name().equals(DEFAULT_ROWS) && !dataArguments.equals(List.of("--dataset", DEFAULT_ROWS))) {
            throw new InvalidConfigException("--out must name a file where the data are not --dataset %s: %s/%s.md is theirs"
                    .formatted(DEFAULT_ROWS, DEFAULT_FOLDER, DEFAULT_ROWS));
        }
    }

    /** The results of the list's rows, which must be of one set of data: theirs are the only ones that can stand side by side. */
    private CurrentResults onlyData(RowList list, ResultFiles results) {
        CurrentResults current = new CurrentResults(list, results.all(), results.repeated());
        if (current.all().isEmpty()) {
            throw new InvalidConfigException("--report-only: %s has no results of %s".formatted(results, rows));
        }
        if (current.data() > 1) {
            throw new InvalidConfigException(("--report-only: %s has results of %d sets of data; without --report-only, and with "
                    + "--dataset or --data, those of one are written").formatted(results, current.data()));
        }
        return current;
    }

    private List<String> wanted(RowList list) {
        if (only == null) {
            return List.copyOf(list.rows().keySet());
        }
        List<String> unknown = only.stream().filter(row -> !list.rows().containsKey(row)).toList();
        if (!unknown.isEmpty()) {
            throw new InvalidConfigException("--only must name rows of %s, was %s; there are %s".formatted(rows,
                    String.join(", ", unknown), String.join(", ", list.rows().keySet())));
        }
        return list.rows().keySet().stream().filter(only::contains).toList();
    }

    private int train(RowList list, List<String> wanted, ResultFiles results) throws IOException {
        Sources sources = sources();
        CaseSource training = sources.training().open();
        requireTrainable(list, wanted, sources, training);
        CaseSource test = sources.openTest(training).orElseThrow(() -> new InvalidConfigException(
                sources.name() + ": test cases are needed: a row of the table is an error on them"));
        training.scan(row -> false, (row, pixels, label) -> { });  // which tells the fingerprint
        if (repeat) {
            requireResults(list, results, new Setting(training.fingerprint(), test.fingerprint(), sources.classes(), ""));
        }
        ModelStore store = storeOptions.openForWriting(RowTask.of(list, wanted.get(0), seeds).model());
        for (String row : wanted) {
            store.versions(RowTask.of(list, row, seeds).model());
        }
        try (CtrlC interrupt = new CtrlC(); TuneGrid grid = new TuneGrid(gridOptions, storeOptions.location())) {
            Setting setting = new Setting(training.fingerprint(), test.fingerprint(), sources.classes(),
                    kernel(grid, list.rows().get(wanted.get(0))));
            Reproduction reproduction = new Reproduction(list, results, setting,
                    anyKernel ? Kernels.ANY : Kernels.SAME, this::say);
            if (listOnly) {
                list(reproduction, wanted, results, new RowCost(training.visible(), training.cases(), sources.classes(),
                        Runtime.getRuntime().availableProcessors()), setting);
                return ExitCode.DONE;
            }
            ReproduceTraining trainer = new ReproduceTraining(new ReproduceTraining.Data(sources, test, data.arguments()),
                    gridOptions, storeOptions.location(), grid, interrupt, out);
            Progress document = () -> report(list, new CurrentResults(list, results.on(setting), results.repeated()));
            try {
                int code = ExitCode.DONE;
                if (repeat) {
                    code = verdict(new Repeating(list, results, setting, Machine.revision(), this::say)
                            .run(wanted, seeds, trainer, document));
                } else {
                    reproduction.run(wanted, seeds, trainer, document);
                }
                document.rowDone();
                return code;
            } catch (CancellationException e) {
                say("stopped; what is done is kept in %s, and the same command goes on".formatted(results));
                return ExitCode.INTERRUPTED;
            }
        }
    }

    private void requireResults(RowList list, ResultFiles results, Setting data) {
        if (new CurrentResults(list, results.on(data), results.repeated()).all().isEmpty()) {
            throw new InvalidConfigException("--repeat: %s has no results of %s on these data".formatted(results, rows));
        }
    }

    private int verdict(Repeating.Count repeated) {
        int all = repeated.same() + repeated.others();
        say("trained once more: %d, the same model: %d".formatted(all, repeated.same()));
        if (repeated.others() == 0) {
            return ExitCode.DONE;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("beliefgrid: %d of %d trainings did not give the same model once more: their lines say which".formatted(
                repeated.others(), all));
        err.flush();
        return ExitCode.INTERNAL;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private Sources sources() throws IOException {
        Sources sources = data.sources();
        if (sources.training().table().isPresent()) {
            throw new InvalidConfigException("--schema: rows of tables are not for reproduce; --data must name images");
        }
        return sources;
    }

    /** Before hours are spent on the rows before. */
    private void requireTrainable(RowList list, List<String> wanted, Sources sources, CaseSource training) throws IOException {
        List<String> problems = new ArrayList<>();
        for (String row : wanted) {
            TrainingPlan plan = list.rows().get(row);
            try {
                new TrainRequest(sources, plan, Optional.empty(), gridOptions.mixedKernels()).requireFits(training);
                CaseSelection.of(plan, training, sources.classes());
            } catch (InvalidConfigException e) {
                e.getMessage().lines().forEach(line -> problems.add("plans." + row + "." + line));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
    }

    /** The OpenBLAS kernel that all rows are trained with: other kernels give other results. */
    private String kernel(TuneGrid grid, TrainingPlan plan) throws IOException {
        if (gridOptions.mixedKernels()) {
            return "mixed";
        }
        return gridOptions.standing() ? MemberKernels.in(grid.of(plan).access()).onlyOne(plan.blasCore())
                : BlasKernel.pinned(plan.blasCore()).core();
    }

    private void list(Reproduction reproduction, List<String> wanted, ResultFiles results, RowCost cost, Setting setting)
            throws IOException {
        new ReproduceListing(cost, setting.dataHash()).print(out, reproduction.states(wanted, seeds),
                cost.secondsOfWork(results.all().stream().map(RowResult::training).toList()));
    }

    private void report(RowList list, CurrentResults results) throws IOException {
        ReportFiles.Place place = place();
        ModelStore store = storeOptions.open();
        new ReportFiles(list, place, training -> ReproduceTraining.load(store, training)).write(
                results, commandLine(), Moment.now().substring(0, DATE));
        say("written: " + place.folder().child(place.document()));
    }

    private ReportFiles.Place place() {
        if (document == null) {
            String config = System.getProperty(CONFIG_PROPERTY);
            Path project = config == null ? null : Path.of(config).toAbsolutePath().normalize().getParent();
            return new ReportFiles.Place(name(), Location.of(project == null ? DEFAULT_FOLDER
                    : project.resolve(DEFAULT_FOLDER).toString()), DEFAULT_FOLDER, name() + ".md");
        }
        int slash = document.lastIndexOf('/');
        String folder = slash < 0 ? "." : slash == 0 ? "/" : document.substring(0, slash);
        return new ReportFiles.Place(name(), Location.of(folder), folder, document.substring(slash + 1));
    }

    private String commandLine() {
        List<String> words = new ArrayList<>(List.of("./beliefgrid", "reproduce"));
        if (!rows.equals(DEFAULT_ROWS)) {
            words.add(Advice.quoted(rows));
        }
        words.addAll(Advice.options(spec.commandLine().getParseResult(), WHERE));
        return String.join(" ", words);
    }
}
