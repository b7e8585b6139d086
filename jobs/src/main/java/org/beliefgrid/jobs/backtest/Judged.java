package org.beliefgrid.jobs.backtest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.jobs.Evaluator;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TableSources;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.Ranking;
import org.beliefgrid.metrics.ScoredCases;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;

/**
 * A model held against labelled cases.
 *
 * @param evaluation how many were put into which class
 * @param scores the probability of the positive class of each; empty if nobody said which it is
 */
public record Judged(Evaluation evaluation, Optional<ScoredCases> scores) {
    /**
     * Holds a model against the labelled cases of a source.
     *
     * @param name of the source, for messages
     * @throws BadInputException if the source is damaged or does not fit the model, or one of the two classes has no case
     */
    public static Judged of(Model model, CaseSource source, String name, Optional<PositiveClass> positive) throws IOException {
        List<Float> scores = new ArrayList<>();
        List<Boolean> labels = new ArrayList<>();
        Evaluation evaluation = Evaluator.tell(model, source, name, (label, probabilities, offset) ->
                positive.ifPresent(wanted -> {
                    scores.add(probabilities[offset + wanted.index()]);
                    labels.add(label == wanted.index());
                }));
        return new Judged(evaluation, positive.isEmpty() ? Optional.empty() : Optional.of(scored(name, scores, labels)));
    }

    /**
     * Holds a model against rows, which are read as those were that it was trained on.
     *
     * @param positive name of the positive class
     * @throws BadInputException as above
     */
    public static Judged ofRows(Model model, String rows, Optional<String> positive) throws IOException {
        Sources sources = TableSources.of(rows, Optional.of(rows), model.table().orElseThrow(() -> new BadInputException(
                rows + ": the model was not made for tables")), null);
        return of(model, sources.training().open(), rows, positive.map(name -> PositiveClass.of(
                model.table().get().classes(), Optional.of(name))));
    }

    private static ScoredCases scored(String name, List<Float> scores, List<Boolean> labels) throws BadInputException {
        boolean[] positive = new boolean[labels.size()];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = labels.get(i);
        }
        try {
            return ScoredCases.of(scores.stream().mapToDouble(Float::doubleValue).toArray(), positive);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(name + ": " + e.getMessage(), e);
        }
    }

    /** All cases of some together. */
    static Judged pooled(List<Judged> parts) {
        int classes = parts.get(0).evaluation.confusion().length;
        long[][] confusion = new long[classes][classes];
        for (Judged part : parts) {
            for (int label = 0; label < classes; label++) {
                for (int predicted = 0; predicted < classes; predicted++) {
                    confusion[label][predicted] += part.evaluation.confusion()[label][predicted];
                }
            }
        }
        return new Judged(new Evaluation(confusion), Optional.of(ScoredCases.pooled(parts.stream()
                .map(part -> part.scores.orElseThrow()).toList())));
    }

    /**
     * Measures; errors are those of the class that is most probable.
     *
     * @throws IllegalStateException if one needs a positive class, and there is none
     */
    public Map<Metric, Double> figures(List<Metric> metrics) {
        Optional<Ranking> ranking = scores.map(Ranking::of);
        Map<Metric, Double> figures = new LinkedHashMap<>();
        double error = evaluation.errors() / (double) evaluation.cases();
        for (Metric metric : metrics) {
            figures.put(metric, metric.equals(Metric.ERROR) ? error : metric.equals(Metric.ACCURACY) ? 1 - error
                    : metric.of(ranking.orElseThrow(() -> new IllegalStateException(metric + " without a positive class"))));
        }
        return figures;
    }
}
