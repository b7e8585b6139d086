package org.beliefgrid.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.math.BareProducts;
import org.beliefgrid.math.BareProducts.Product;
import org.beliefgrid.model.Dropout;

/**
 * Shard epochs without a grid, one a core on all cores, against the products of their mini-batches alone, run in the same way
 * just before: median of the ratios of many such pairs.
 */
final class KernelBench {
    private static final int CASES = 6000;
    private static final int ALL_CASES = 60_000;
    private static final int WARM_UPS = 4;
    private static final int PEAK_SIDE = 4096;
    private static final int PEAK_TRIALS = 3;

    private final int threads;
    private final int pairs;
    private final double peak;

    /**
     * @param threads shard epochs at once
     * @param pairs that are counted
     */
    KernelBench(int threads, int pairs) throws InterruptedException {
        this.threads = threads;
        this.pairs = pairs;
        peak = peak();
    }

    /** Operations a second of a product of 4096^3 on every thread at once. */
    private double peak() throws InterruptedException {
        Product product = Product.of(PEAK_SIDE, PEAK_SIDE, PEAK_SIDE);
        double best = Double.MAX_VALUE;
        List<BareProducts> products = new ArrayList<>();
        try (SideBySide sideBySide = new SideBySide(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                products.add(BareProducts.untried(product));
            }
            for (int trial = 0; trial < PEAK_TRIALS; trial++) {
                best = Math.min(best, sideBySide.seconds(products.stream().map(one -> (Runnable) () -> one.run(1)).toList()));
            }
        } finally {
            products.forEach(BareProducts::close);
        }
        return threads * product.operations() / best;
    }

    Row contrastiveDivergence(int visible, int hidden, boolean bytes) throws InterruptedException {
        IterativeAlgorithm algorithm = Networks.pretraining(visible, hidden);
        return measure("rbm-%dx%d".formatted(visible, hidden), "CD-1 epoch, %d x %d".formatted(visible, hidden), algorithm,
                Networks.start(algorithm, visible, hidden), Networks.cases(CASES, visible, bytes),
                Networks.contrastiveDivergence(visible, hidden), 0.82);
    }

    Row fineTuning(int... units) throws InterruptedException {
        IterativeAlgorithm algorithm = Networks.fineTuning(new Dropout(0.2, 0.5), units);
        return measure("finetune", "fine-tuning epoch with dropout", algorithm, Networks.start(algorithm, units),
                Networks.cases(CASES, units[0], true), Networks.backPropagation(units), 0.78);
    }

    private Row measure(String name, String what, IterativeAlgorithm algorithm, State start, ShardCases cases,
            List<Product> products, double target) throws InterruptedException {
        double[] floors = new double[pairs];
        double[] kernels = new double[pairs];
        double[] ratios = new double[pairs];
        List<BareProducts> bare = new ArrayList<>();
        try (SideBySide sideBySide = new SideBySide(threads)) {
            List<Runnable> epochs = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int shard = thread;
                bare.add(new BareProducts(products));
                epochs.add(() -> algorithm.shardEpoch(cases, start, new RoundPlace(0, 0, shard)));
            }
            List<Runnable> floor = bare.stream().map(one -> (Runnable) () -> one.run(CASES / Networks.MINI_BATCH)).toList();
            for (int pair = -WARM_UPS; pair < pairs; pair++) {
                double floorSeconds = sideBySide.seconds(floor);
                double kernelSeconds = sideBySide.seconds(epochs);
                if (pair >= 0) {
                    floors[pair] = floorSeconds;
                    kernels[pair] = kernelSeconds;
                    ratios[pair] = floorSeconds / kernelSeconds;
                }
            }
        } finally {
            bare.forEach(BareProducts::close);
        }
        double operations = products.stream().mapToDouble(Product::operations).sum() * CASES / Networks.MINI_BATCH * threads;
        double seconds = SideBySide.median(kernels);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("peakGigaflops", peak / 1e9);
        details.put("ofPeak", operations / seconds / peak);
        details.put("floorOfPeak", operations / SideBySide.median(floors) / peak);
        details.put("ratioLow", SideBySide.quantile(0.1, ratios));
        details.put("ratioHigh", SideBySide.quantile(0.9, ratios));
        details.put("seconds", seconds * ALL_CASES / CASES / threads);
        details.put("floorSeconds", SideBySide.median(floors) * ALL_CASES / CASES / threads);
        return new Row(name, what + ": product floor / time", SideBySide.median(ratios), Bound.atLeast(target, ""), details);
    }
}
