package org.beliefgrid.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.store.Location;

/** All rows, in an order in which each finds the machine as the one before left it: first what needs no grid. */
public final class Benchmark {
    /** Names of the rows. */
    public static final List<String> ROWS = List.of("rbm-784x500", "rbm-500x2000", "finetune", "load", "grid-784x500",
            "grid-500x2000", "grid-finetune", "score-batch", "score-one", "memory", "run", "run-memory");

    private final SourceSpec source;
    private final String dataset;
    private final Path folder;
    private final int pairs;
    private final int threads = Runtime.getRuntime().availableProcessors();

    /**
     * @param source training cases, images of 28x28
     * @param dataset what processes of their own call that dataset: mnist or digits
     * @param folder for what the benchmark leaves behind
     * @param pairs turns of grid epoch and kernels
     */
    public Benchmark(SourceSpec source, String dataset, Path folder, int pairs) {
        this.source = source;
        this.dataset = dataset;
        this.folder = folder;
        this.pairs = pairs;
    }

    /** What is measured on, in one line. */
    public String machine() {
        BlasKernel kernel = BlasKernel.ofThisProcess();
        return String.format(Locale.ROOT, "%d cores, %s, JDK %s, OpenBLAS kernel %s (%.0f GFLOP/s at 100 x 784 x 500 on one thread), %s",
                threads, System.getProperty("os.arch"), System.getProperty("java.version"), kernel.core(), kernel.gigaflops(),
                Elementwise.form());
    }

    /**
     * Measures rows, those that come from one measurement together.
     *
     * @param wanted names out of {@link #ROWS}
     * @param rows takes each row wanted as soon as it is known
     */
    public void measure(Collection<String> wanted, Consumer<Row> rows) throws IOException, InterruptedException {
        Consumer<Row> taken = row -> {
            if (wanted.contains(row.name())) {
                rows.accept(row);
            }
        };
        Location store = Location.of(folder.resolve("store").toString());
        kernels(wanted, taken);
        if (wanted.contains("load")) {
            taken.accept(LoadBench.measure(source, store));
        }
        if (wanted.stream().anyMatch(name -> name.startsWith("grid-"))) {
            new GridBench(source, store, pairs).measure(wanted, taken);
        }
        if (wanted.stream().anyMatch(name -> name.startsWith("score-"))) {
            new ScoringBench(threads).measure().forEach(taken);
        }
        RunBench runs = new RunBench(folder, dataset);
        if (wanted.contains("memory")) {
            taken.accept(runs.memoryPerParameter());
        }
        if (wanted.contains("run") || wanted.contains("run-memory")) {
            runs.wholeRun().forEach(taken);
        }
    }

    private void kernels(Collection<String> wanted, Consumer<Row> rows) throws InterruptedException {
        if (ROWS.subList(0, 3).stream().noneMatch(wanted::contains)) {
            return;
        }
        KernelBench kernels = new KernelBench(threads);
        if (wanted.contains("rbm-784x500")) {
            rows.accept(kernels.contrastiveDivergence(784, 500, true));
        }
        if (wanted.contains("rbm-500x2000")) {
            rows.accept(kernels.contrastiveDivergence(500, 2000, false));
        }
        if (wanted.contains("finetune")) {
            rows.accept(kernels.fineTuning(784, 500, 500, 2000));
        }
    }
}
