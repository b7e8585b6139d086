package org.beliefgrid.reproduction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beliefgrid.model.RowList.Comparison;

/**
 * Two rows held against each other, seed by seed: rows with the same seed have the same shards and the same labelled cases as
 * far as their plans allow, so that the differences vary less than the errors.
 *
 * @param comparison which rows
 * @param spread of the row's test error less that of the other, in points of percent, over the seeds that both finished
 */
record Difference(Comparison comparison, Spread spread) {
    /** Of a bound: differences are sums of rounded shares of cases, and one of just the bound is within it. */
    private static final double ROUNDING = 1e-9;

    /** Empty if no seed finished in both. */
    static Optional<Difference> of(Comparison comparison, CurrentResults results) {
        Map<Long, Double> against = results.finished(comparison.against()).stream()
                .collect(Collectors.toMap(RowResult::seed, RowResult::errorPercent));
        List<Double> differences = new ArrayList<>();
        for (RowResult result : results.finished(comparison.row())) {
            if (against.containsKey(result.seed())) {
                differences.add(result.errorPercent() - against.get(result.seed()));
            }
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(new Difference(comparison, Spread.of(differences)));
    }

    /** Whether the row has fewer errors, by more than the standard error; never with one seed. */
    boolean ahead() {
        return spread.mean() < -spread.standardError();
    }

    private boolean behind() {
        return spread.mean() > spread.standardError();
    }

    /** What it comes to, in words. */
    String verdict() {
        String size = spread.count() < 2 ? "one seed: no standard error" : ahead() ? "ahead by more than the standard error"
                : behind() ? "behind by more than the standard error" : "no more than the standard error";
        return size + comparison.within().map(bound -> String.format(Locale.ROOT, "; behind by no more than %.2f points: %s", bound,
                spread.mean() <= bound + ROUNDING ? "yes" : "no")).orElse("");
    }
}
