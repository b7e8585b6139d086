package org.beliefgrid.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.math.BareProducts;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.Classifier;

/** Scoring with a network of 500-500-2000 hidden units: many cases at once on all cores, and one at a time on one. */
final class ScoringBench {
    private static final int[] UNITS = {784, 500, 500, 2000};
    private static final int CASES = 9_600;
    private static final int CASES_AT_ONCE = 480;
    private static final int WARM_UPS = 3;
    private static final int PAIRS = 11;
    private static final int SINGLE_CASES = 3000;
    private static final int SINGLE_WARM_UPS = 1000;

    private final int threads;
    private final DeepBeliefNet net;
    private final ShardCases cases = Networks.cases(CASES, UNITS[0], true);

    ScoringBench(int threads) {
        this.threads = threads;
        net = DeepBeliefTraining.net(Networks.start(Networks.fineTuning(Dropout.NONE, UNITS), UNITS), UNITS[0],
                Units.BERNOULLI);
    }

    void measure(Collection<String> wanted, Consumer<Row> rows) throws InterruptedException {
        if (wanted.contains("score-batch")) {
            rows.accept(batches());
        }
        if (wanted.contains("score-one")) {
            rows.accept(oneByOne());
        }
    }

    private Row batches() throws InterruptedException {
        List<Classifier> classifiers = new ArrayList<>();
        List<BareProducts> bare = new ArrayList<>();
        double[] ratios = new double[PAIRS];
        double[] times = new double[PAIRS];
        try (SideBySide sideBySide = new SideBySide(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                classifiers.add(new Classifier(net));
                bare.add(new BareProducts(Networks.forward(CASES_AT_ONCE, UNITS)));
            }
            List<Runnable> floor = bare.stream().map(one -> (Runnable) () -> one.run(CASES / CASES_AT_ONCE)).toList();
            List<Runnable> scoring = classifiers.stream().map(one -> (Runnable) () -> one.classify(CASES,
                    cases::copy)).toList();
            for (int pair = -WARM_UPS; pair < PAIRS; pair++) {
                double floorSeconds = sideBySide.seconds(floor);
                double scoringSeconds = sideBySide.seconds(scoring);
                if (pair >= 0) {
                    ratios[pair] = floorSeconds / scoringSeconds;
                    times[pair] = scoringSeconds;
                }
            }
        } finally {
            classifiers.forEach(Classifier::close);
            bare.forEach(BareProducts::close);
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("casesPerSecond", Math.round(threads * CASES / SideBySide.median(times)));
        return new Row("score-batch", "scoring in batches: product floor / time", SideBySide.median(ratios),
                Bound.atLeast(0.6, ""), details);
    }

    private Row oneByOne() {
        double[] millis = new double[SINGLE_CASES];
        try (Classifier classifier = new Classifier(net)) {
            for (int i = -SINGLE_WARM_UPS; i < SINGLE_CASES; i++) {
                int index = Math.floorMod(i, CASES);
                long start = System.nanoTime();
                classifier.classify(1, (none, out, offset) -> cases.copy(index, out, offset));
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("medianMillis", SideBySide.median(millis));
        return new Row("score-one", "scoring one case: 99th percentile", SideBySide.quantile(0.99, millis),
                Bound.atMost(2, "ms"), details);
    }
}
