package org.beliefgrid.jobs.backtest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.model.TrainingPlan;

/**
 * What came of a back-test.
 *
 * @param rule how rows were divided
 * @param data the rows, as the user named them
 * @param dataHash fingerprint of the rows
 * @param positive the positive class
 * @param plan that all folds were trained by
 * @param level of the intervals
 * @param folds in their order
 * @param pooled the scored cases of all folds as one
 * @param intervals of the pooled cases
 * @param rival another model on the same cases, if one was asked for
 */
public record BacktestResult(SplitRule rule, String data, String dataHash, PositiveClass positive, TrainingPlan plan,
        double level, List<Fold> folds, Judged pooled, Map<Metric, Interval> intervals, Optional<Judged> rival) {
    /**
     * What came of a fold.
     *
     * @param number 1 and up
     * @param past cases that were learned from
     * @param labelledPast how many of them had a label
     * @param judged the model on its future
     * @param intervals of its measures
     * @param modelSha256 hash of the model's parameters
     * @param rival another model on the same cases, if one was asked for
     */
    public record Fold(int number, long past, long labelledPast, Judged judged, Map<Metric, Interval> intervals,
            String modelSha256, Optional<Judged> rival) {
    }
}
