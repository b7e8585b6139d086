package org.beliefgrid.jobs.backtest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.table.LabelledLines;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.data.table.SurveyedTable;
import org.beliefgrid.data.table.TableSurvey;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TableSources;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.backtest.BacktestResult.Fold;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.metrics.Bootstrap;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.Ranking;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TrainingPlan;

/**
 * A back-test: for each fold a model is trained on its past and held against its future. All that is found in rows (scales,
 * means, categories, standardisation) is found in the past of the fold alone, because it is all that its training gets to read.
 * Only the names of the classes are those of all rows.
 */
public final class Backtest {
    private final Order order;
    private final TableSchema schema;
    private final String dataHash;
    private final PositiveClass positive;
    private final RowCatalog rows;
    private final Folds folds;

    private Backtest(Order order, TableSchema schema, String dataHash, PositiveClass positive, RowCatalog rows, Folds folds) {
        this.order = order;
        this.schema = schema;
        this.dataHash = dataHash;
        this.positive = positive;
        this.rows = rows;
        this.folds = folds;
    }

    /**
     * What to test.
     *
     * @param data CSV files with a label
     * @param schema how to read them
     * @param rule how they are divided
     * @param plan to train by; its seed divides by chance and draws the intervals
     * @param positive name of the positive class; empty for {@link PositiveClass#of}'s choice
     * @param bootstrap of the intervals; its seed is not used
     * @param mixedKernels whether members may have different OpenBLAS kernels
     */
    public record Order(String data, TableSchema schema, SplitRule rule, TrainingPlan plan, Optional<String> positive,
                        Bootstrap bootstrap, boolean mixedKernels) {
    }

    /** Trains the model of a fold, in whatever grid. */
    @FunctionalInterface
    public interface Trainer {
        /**
         * @param fold 1 and up
         * @param request what to train
         */
        Model train(int fold, TrainRequest request) throws IOException;
    }

    /**
     * Reads the rows twice, and divides them.
     *
     * @param reading who reads tables that members see; null for threads of this process
     * @throws InvalidConfigException if the schema or the options do not allow it
     * @throws BadInputException if the rows do not
     */
    public static Backtest of(Order order, SplitReading reading) throws IOException {
        AlgorithmProvider algorithm = AlgorithmProvider.of(order.plan());
        algorithm.check(order.plan());
        if (!algorithm.learnsClasses(order.plan())) {
            throw new InvalidConfigException(order.plan().algorithm().isDefault()
                    ? "fineTuning.epochs must be 1 or more for a back-test, was 0"
                    : "algorithm %s tells no classes apart, which a back-test needs".formatted(algorithm.name()));
        }
        if (order.schema().label().isEmpty()) {
            throw new InvalidConfigException("the schema must have a label for a back-test");
        }
        TableSchema asked = order.rule().byTime() ? order.schema().without(order.rule().timeColumn()) : order.schema();
        LabelledLines.requireText(asked);
        SurveyedTable all = TableSurvey.ofTraining(order.data(), asked, reading);
        PositiveClass positive = PositiveClass.of(all.input().classes(), order.positive());
        TableSchema schema = asked.withClasses(all.input().classes());
        RowCatalog rows = RowCatalog.of(schema, order.data(), order.rule());
        return new Backtest(order, schema, all.fingerprint(), positive, rows,
                Folds.of(rows, order.rule(), order.plan().seed()));
    }

    /** What it is divided into, for people. */
    public String description() {
        return "%s: %,d rows, split %s into %d folds; positive class %s".formatted(order.data(), rows.rows(), order.rule(),
                folds.folds(), positive.name());
    }

    /** All rows, as the folds read theirs: what a model for use is trained on. */
    public Sources all(SplitReading reading) throws IOException {
        return TableSources.of(order.data(), Optional.empty(), schema, reading).fitted(order.plan(), reading);
    }

    /**
     * Trains and measures all folds.
     *
     * @param folder for the rows of the folds
     * @param trainer trains a fold
     * @param rival a model that is held against the same rows
     */
    public BacktestResult run(Path folder, Trainer trainer, Optional<Model> rival) throws IOException {
        for (int fold = 1; fold <= folds.folds(); fold++) {
            requireLearnable(fold);  // all of them, before the first is trained
        }
        List<Fold> done = new ArrayList<>();
        for (int fold = 1; fold <= folds.folds(); fold++) {
            FoldFiles files = FoldFiles.write(folder, fold, schema, order.data(), rows, folds);
            try {
                done.add(run(fold, files, trainer, rival));
            } catch (BadInputException e) {
                throw new BadInputException("fold %d: %s".formatted(fold, e.getMessage()), e);
            } catch (InvalidConfigException e) {
                throw new InvalidConfigException("fold %d: %s".formatted(fold, e.getMessage()));
            } finally {
                files.delete();
            }
        }
        Judged pooled = Judged.pooled(done.stream().map(Fold::judged).toList());
        Optional<Judged> rivalPooled = rival.map(model -> Judged.pooled(done.stream().map(fold -> fold.rival().orElseThrow())
                .toList()));
        return new BacktestResult(order.rule(), order.data(), dataHash, positive, order.plan(), order.bootstrap().level(), done,
                pooled, intervals(pooled), rivalPooled);
    }

    private Fold run(int number, FoldFiles files, Trainer trainer, Optional<Model> rival) throws IOException {
        Sources sources = TableSources.of(files.past().toString(), Optional.of(files.future().toString()), schema, null)
                .fitted(order.plan(), null);
        CaseSource past = sources.training().open();
        TrainRequest request = new TrainRequest(sources, order.plan(), Optional.empty(), order.mixedKernels());
        request.requireFits(past);
        Model model = trainer.train(number, request);
        String name = files.future().getFileName().toString();
        Judged judged = Judged.of(model, sources.test().orElseThrow().open(), name, Optional.of(positive));
        Optional<Judged> other = rival.isEmpty() ? Optional.empty()
                : Optional.of(Judged.ofRows(rival.get(), files.future().toString(), Optional.of(positive.name())));
        return new Fold(number, past.cases(), learned(number), judged, intervals(judged), model.net().sha256(), other);
    }

    private long learned(int fold) {
        return IntStream.range(0, rows.rows()).filter(row -> rows.labels()[row] >= 0 && folds.learns(fold, row)).count();
    }

    /** A model that has seen one class alone knows nothing. */
    private void requireLearnable(int fold) throws BadInputException {
        boolean[] there = new boolean[schema.classes().size()];
        IntStream.range(0, rows.rows()).filter(row -> rows.labels()[row] >= 0 && folds.learns(fold, row))
                .forEach(row -> there[rows.labels()[row]] = true);
        List<String> missing = IntStream.range(0, there.length).filter(label -> !there[label]).mapToObj(schema.classes()::get)
                .toList();
        if (!missing.isEmpty()) {
            throw new BadInputException("fold %d: no labelled row to learn from of class %s".formatted(fold,
                    String.join(", ", missing)));
        }
    }

    /** Of more than two classes the error is not one of the positive class, and has no interval. */
    private Map<Metric, Interval> intervals(Judged judged) {
        List<Metric> metrics = new ArrayList<>(Metric.ofReports());
        if (schema.classes().size() > 2) {
            metrics.remove(Metric.ERROR);
        }
        Bootstrap bootstrap = order.bootstrap().withSeed(order.plan().seed());
        return bootstrap.of(Ranking.of(judged.scores().orElseThrow()), metrics);
    }
}
