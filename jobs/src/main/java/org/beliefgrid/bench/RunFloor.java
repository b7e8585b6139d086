package org.beliefgrid.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.beliefgrid.math.BareProducts;
import org.beliefgrid.math.BareProducts.Product;

/**
 * How long the products of a whole {@code mnist-2015} take, measured several times: a machine may be a fifth faster or slower
 * after some minutes.
 */
final class RunFloor {
    private static final int CASES = 60_000;
    private static final int[] UNITS = {784, 500, 500, 2000};
    private static final int PRETRAIN_EPOCHS = 50;
    /** Epochs of bare products of each kind that are timed, at every measurement. */
    private static final int TRIALS = 3;

    private final int threads;
    private final int shards;
    private final int fineTuningEpochs;
    private final List<Double> measured = new ArrayList<>();

    /**
     * @param threads that learn in the run
     * @param shards of the run
     * @param fineTuningEpochs of the run
     */
    RunFloor(int threads, int shards, int fineTuningEpochs) {
        this.threads = threads;
        this.shards = shards;
        this.fineTuningEpochs = fineTuningEpochs;
    }

    /** Measures it once more, a sequence of products on each of as many threads as learn in the run. */
    void measure() throws InterruptedException {
        double seconds = fineTuningEpochs * epochSeconds(Networks.backPropagation(UNITS));
        for (int layer = 0; layer + 1 < UNITS.length; layer++) {
            seconds += PRETRAIN_EPOCHS * epochSeconds(Networks.contrastiveDivergence(UNITS[layer], UNITS[layer + 1]));
        }
        measured.add(seconds);
    }

    private double epochSeconds(List<Product> products) throws InterruptedException {
        List<BareProducts> bare = new ArrayList<>();
        double[] times = new double[TRIALS];
        int miniBatches = CASES / shards / Networks.MINI_BATCH;
        try (SideBySide sideBySide = new SideBySide(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                bare.add(new BareProducts(products));
            }
            List<Runnable> work = bare.stream().map(one -> (Runnable) () -> one.run(miniBatches)).toList();
            for (int trial = 0; trial < TRIALS; trial++) {
                times[trial] = sideBySide.seconds(work);
            }
        } finally {
            bare.forEach(BareProducts::close);
        }
        return SideBySide.median(times) * shards / threads;
    }

    /** The mean of all measurements. */
    double seconds() {
        return measured.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    void describe(Map<String, Object> details) {
        details.put("floorSeconds", seconds());
        details.put("floorLow", Collections.min(measured));
        details.put("floorHigh", Collections.max(measured));
        details.put("floors", measured.size());
        details.put("threads", threads);
    }
}
