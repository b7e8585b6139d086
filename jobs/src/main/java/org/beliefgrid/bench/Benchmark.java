package org.beliefgrid.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.store.Location;

/**
 * All rows, in an order in which each finds the machine as the one before left it: loading, which is to be the first that the
 * process does, then what needs no grid, then the rest.
 */
public final class Benchmark {
    /** Names of the rows. */
    public static final List<String> ROWS = List.of("load", "load-csv", "rbm-784x500", "rbm-500x2000", "finetune", "rbm-epoch",
            "grid-784x500", "grid-500x2000", "grid-finetune", "metrics-cpu", "score-batch", "score-one", "score-jet",
            "round-trip", "live-page", "memory", "run", "run-memory");

    private static final List<String> KERNELS = List.of("rbm-784x500", "rbm-500x2000", "finetune");
    private static final List<String> ON_RANDOM_VALUES = List.of("load-csv", "rbm-784x500", "rbm-500x2000", "finetune",
            "score-batch", "score-one");

    private final Dataset dataset;
    private final Path folder;
    private final int pairs;
    private final int threads = Runtime.getRuntime().availableProcessors();

    /** A named dataset, images of 28x28. */
    public interface Dataset {
        /** What processes of their own call it: mnist or digits. */
        String name();

        /** The training cases: looks for the files and checks them, which is a part of loading. */
        SourceSpec locate() throws IOException;

        /** The test cases. */
        SourceSpec locateTest() throws IOException;
    }

    /**
     * @param dataset what rows that are not of random values are measured on
     * @param folder for what the benchmark leaves behind
     * @param pairs turns of kernels and their products, and of grid epoch and kernels
     */
    public Benchmark(Dataset dataset, Path folder, int pairs) {
        this.dataset = dataset;
        this.folder = folder;
        this.pairs = pairs;
    }

    /** Of the sources that the program was built from, which the start script says; "unknown" where it does not. */
    public String revision() {
        String revision = System.getProperty("beliefgrid.revision", "");
        return revision.isBlank() ? "unknown" : revision;
    }

    /** What is measured on, in one line. */
    public String machine() {
        BlasKernel kernel = BlasKernel.ofThisProcess();
        return String.format(Locale.ROOT,
                "%d cores, %s, JDK %s, OpenBLAS kernel %s (%.0f GFLOP/s at 100 x 784 x 500 on one thread), %s",
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
        Elementwise.awaitWarm();
        Consumer<Row> taken = row -> {
            if (wanted.contains(row.name())) {
                rows.accept(row.with("dataset", onDataset(row.name()) ? dataset.name() : "random values"));
            }
        };
        Location store = Location.of(folder.resolve("store").toString());
        if (wanted.contains("load")) {
            taken.accept(LoadBench.measure(dataset, store));
        } else if (wanted.stream().anyMatch(Benchmark::onDataset)) {
            dataset.locate();  // whoever has not got it should know before anything is measured
        }
        if (wanted.contains("load-csv")) {
            taken.accept(TableBench.measure(folder, store));
        }
        kernels(wanted, taken);
        if (wanted.contains("rbm-epoch")) {
            taken.accept(new EpochBench(dataset.locate(), threads).measure());
        }
        if (wanted.stream().anyMatch(name -> name.startsWith("grid-"))) {
            new GridBench(dataset.locate(), store, pairs).measure(wanted, taken);
        }
        if (wanted.contains("metrics-cpu")) {
            taken.accept(new MetricsBench(dataset.locate(), store).measure());
        }
        if (wanted.contains("score-batch") || wanted.contains("score-one")) {
            new ScoringBench(threads).measure(wanted, taken);
        }
        if (wanted.contains("score-jet")) {
            taken.accept(ScoreJobBench.measure(dataset.locateTest(), folder, threads));
        }
        if (wanted.contains("round-trip")) {
            taken.accept(new RoundTripBench(Files.createDirectories(folder.resolve("round-trip")), dataset.name()).measure());
        }
        if (wanted.contains("live-page")) {
            taken.accept(PageBench.measure(dataset.name(), dataset.locate(), Location.of(folder.resolve("page").toString()),
                    threads));
        }
        RunBench runs = new RunBench(folder, dataset.name());
        if (wanted.contains("memory")) {
            taken.accept(runs.memoryPerParameter());
        }
        if (wanted.contains("run") || wanted.contains("run-memory")) {
            runs.wholeRun().forEach(taken);
        }
    }

    /** Whether a row is measured on the dataset, and not on random values. */
    static boolean onDataset(String row) {
        return !ON_RANDOM_VALUES.contains(row);
    }

    private void kernels(Collection<String> wanted, Consumer<Row> rows) throws InterruptedException {
        if (KERNELS.stream().noneMatch(wanted::contains)) {
            return;
        }
        KernelBench kernels = new KernelBench(threads, pairs);
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
