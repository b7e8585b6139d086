package org.beliefgrid.jobs.scoring;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Model;
import org.beliefgrid.scoring.Classes;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.Score;
import org.beliefgrid.scoring.ScorerPool;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model at work on a member, shared by all threads that score with it. A model that is named without a version is looked
 * after every few seconds: when another version has been promoted, scoring goes on with that one. Until it is loaded, and if
 * it cannot be, the one before is used, and the log says so.
 */
public final class ModelService implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelService.class);
    private static final String TOO_LARGE = "its values are so large that a probability is no number";

    private final ModelStore store;
    private final ModelRef ref;
    private final ExecutorService threads;
    private final ScheduledExecutorService looking;
    /** For reading while a batch is scored, for writing while the model is exchanged. */
    private final ReadWriteLock exchange = new ReentrantReadWriteLock();
    private ModelVersion version;
    private DeepBeliefNet net;
    private List<String> names;
    private ScorerPool scorers;
    /** What was said last of why another version cannot be taken up. */
    private String said = "";

    /** @throws IOException if the model cannot be loaded, has no classes, or the store cannot be read */
    public ModelService(ModelRef ref) throws IOException {
        this.ref = ref;
        store = ModelStore.at(Location.of(ref.store()));
        use(store.find(ref.model()));
        threads = Executors.newFixedThreadPool(ref.threadsHere(), named("beliefgrid-scoring"));
        looking = Executors.newSingleThreadScheduledExecutor(named("beliefgrid-promoted"));
        if (ref.mayChange()) {
            looking.scheduleWithFixedDelay(this::look, ref.lookMillis(), ref.lookMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private void look() {
        try {
            ModelVersion found = store.find(ref.model());
            if (!found.equals(version)) {
                use(found);
                LOGGER.info("scoring goes on with {}", found);
            }
            said = "";
        } catch (IOException | RuntimeException | OutOfMemoryError e) {  // or nobody would look again
            if (!said.equals(e.toString())) {
                said = e.toString();
                LOGGER.warn("scoring goes on with {}: {}", version, said);
            }
        }
    }

    private void use(ModelVersion found) throws IOException {
        Model taken = ModelVersions.load(found);
        DeepBeliefNet loaded = taken.net();
        if (loaded.classes() == 0) {
            throw new BadInputException(found.file() + ": the model was only pre-trained, it has no classes");
        }
        if (net != null && loaded.visible() != net.visible()) {
            throw new BadInputException("%s: the model takes %d values, the one before took %d".formatted(found.file(),
                    loaded.visible(), net.visible()));
        }
        exchange.writeLock().lock();
        try {
            if (scorers != null) {
                scorers.close();
            }
            version = found;
            net = loaded;
            names = IntStream.range(0, loaded.classes()).mapToObj(taken::className).toList();
            scorers = new ScorerPool(loaded);
        } finally {
            exchange.writeLock().unlock();
        }
    }

    /** Threads that score for those who must not wait; as many as {@link ModelRef#threads}. */
    public Executor threads() {
        return threads;
    }

    /** Values of a case; does not change. */
    public int units() {
        return net.visible();
    }

    /**
     * Scores cases, all with the same version.
     *
     * @param cases number of cases
     * @param values of the cases
     * @return one a case
     */
    public Score[] score(int cases, Cases values) {
        exchange.readLock().lock();
        try {
            float[] probabilities = scorers.with(scorer -> scorer.probabilities(cases, values));
            String model = version.toString();
            int classes = net.classes();
            Score[] scores = new Score[cases];
            for (int i = 0; i < scores.length; i++) {
                float[] own = new float[classes];
                System.arraycopy(probabilities, i * classes, own, 0, classes);
                int best = Classes.mostProbable(own, 0, classes);
                scores[i] = Classes.areProbabilities(own) ? new Score(model, best, names.get(best), own)
                        : Score.none(model, TOO_LARGE);
            }
            return scores;
        } finally {
            exchange.readLock().unlock();
        }
    }

    /**
     * Scores what is neither of one length nor known to be finite: what cannot be scored says why.
     *
     * @param values one a case, not modified; may be null or of a wrong length
     * @return one a case
     */
    public Score[] scoreAny(float[][] values) {
        int units = units();
        String[] problems = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            problems[i] = problem(values[i], units);
        }
        Score[] scores = score(values.length, (index, out, offset) -> {
            if (problems[index].isEmpty()) {
                System.arraycopy(values[index], 0, out, offset, units);
            } else {
                Arrays.fill(out, offset, offset + units, 0);
            }
        });
        for (int i = 0; i < scores.length; i++) {
            if (!problems[i].isEmpty()) {
                scores[i] = Score.none(scores[i].model(), problems[i]);
            }
        }
        return scores;
    }

    private static String problem(float[] values, int units) {
        if (values == null || values.length != units) {
            return "%s values, the model takes %d".formatted(values == null ? "no" : values.length, units);
        }
        for (int i = 0; i < units; i++) {
            if (!Float.isFinite(values[i])) {
                return "value %d must be finite, was %s".formatted(i, values[i]);
            }
        }
        return "";
    }

    @Override
    public void close() {
        looking.shutdownNow();
        threads.shutdown();
        exchange.writeLock().lock();
        try {
            scorers.close();
        } finally {
            exchange.writeLock().unlock();
        }
    }
}
