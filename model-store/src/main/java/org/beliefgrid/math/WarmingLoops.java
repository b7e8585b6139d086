package org.beliefgrid.math;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plain form of every loop until the one with the Vector API has been compiled, which a thread of its own sees to. Before,
 * each operation on a vector is a call that makes objects, and a first epoch takes seconds where it should take tenths; the
 * plain form is soon quick. As both give the same bits, nobody can tell when one took the place of the other.
 */
final class WarmingLoops extends Loops {
    private static final Logger LOGGER = LoggerFactory.getLogger(WarmingLoops.class);

    /** Of processor time: a loop is compiled after tenths of that, unless the compiler has much else to do. */
    private static final long MOST_NANOS = 1_000_000_000L;

    private final Loops plain;
    private final Loops vector;
    private final long mostNanos;
    private final CountDownLatch warm = new CountDownLatch(1);
    private volatile Loops addBiasesAndSigmoid;
    private volatile Loops addRows;
    private volatile Loops addSquaredDifferences;
    private volatile Loops addSquares;
    private volatile Loops scaleColumns;
    private volatile Loops subtractSigns;
    private volatile Loops addBiasesAndRectify;
    private volatile Loops timesRectifiedSlope;
    private volatile Loops drawStates;
    private volatile Loops drop;
    private volatile Loops timesSlope;
    private volatile Loops normals;
    private volatile Loops noisyRectified;
    private volatile Loops fractions;
    private volatile Loops negate;
    private volatile Loops blocks;

    /**
     * All plain; {@link #warmUp} changes that.
     *
     * @param plain the form to begin with
     * @param vector the form to end with
     */
    WarmingLoops(Loops plain, Loops vector) {
        this(plain, vector, MOST_NANOS);
    }

    /** @param mostNanos of processor time that each loop is tried for at a time */
    WarmingLoops(Loops plain, Loops vector, long mostNanos) {
        this.plain = plain;
        this.vector = vector;
        this.mostNanos = mostNanos;
        addBiasesAndSigmoid = plain;
        addRows = plain;
        addSquaredDifferences = plain;
        addSquares = plain;
        scaleColumns = plain;
        subtractSigns = plain;
        addBiasesAndRectify = plain;
        timesRectifiedSlope = plain;
        drawStates = plain;
        drop = plain;
        timesSlope = plain;
        normals = plain;
        noisyRectified = plain;
        fractions = plain;
        negate = plain;
        blocks = plain;
    }

    /**
     * A loop to warm up.
     *
     * @param loop runs it
     * @param taken has its other form taken from now on
     */
    private record Step(BiConsumer<Loops, LoopTrial.Arrays> loop, Runnable taken) {
    }

    /** Begins to warm up, on a thread that no process waits for. */
    WarmingLoops start() {
        Thread thread = new Thread(this::warmUp, "beliefgrid-warm-up");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Warms up: loops that every training needs come first, and what was not quick enough has another try at the end. */
    void warmUp() {
        try {
            LoopTrial trial = new LoopTrial(plain, vector, mostNanos);
            for (Step step : warmed(trial, warmed(trial, steps()))) {
                LOGGER.debug("a loop stays plain Java: {}", step);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            LOGGER.warn("some element-wise steps stay plain Java, with the same result: {}", e.toString());
        } finally {
            warm.countDown();
        }
    }

    /** @return those that are not quick */
    private static List<Step> warmed(LoopTrial trial, List<Step> steps) {
        List<Step> slow = new ArrayList<>();
        for (Step step : steps) {
            if (trial.isQuick(step.loop)) {
                step.taken.run();
            } else {
                slow.add(step);
            }
        }
        return slow;
    }

    private List<Step> steps() {
        return List.of(
                new Step((loops, x) -> loops.blocks(1, 2, 3, 4, 5, x.values(), x.count()), () -> blocks = vector),
                new Step((loops, x) -> loops.addBiasesAndSigmoid(x.values(), x.rows(), x.columns()),
                        () -> addBiasesAndSigmoid = vector),
                new Step((loops, x) -> loops.fractions(x.bytes(), 1, x.values(), 2, x.count() - 2), () -> fractions = vector),
                new Step((loops, x) -> loops.drawStates(x.values(), x.draws(), x.others(), x.count()),
                        () -> drawStates = vector),
                new Step((loops, x) -> loops.addRows(x.values(), x.rows(), 0.5f, x.columns()), () -> addRows = vector),
                new Step((loops, x) -> loops.addSquaredDifferences(x.values(), x.others(), x.rows(), x.columns()),
                        () -> addSquaredDifferences = vector),
                new Step((loops, x) -> loops.negate(x.values(), x.count()), () -> negate = vector),
                new Step((loops, x) -> loops.timesSlope(x.values(), x.others(), 0.5f, x.count()), () -> timesSlope = vector),
                new Step((loops, x) -> loops.drop(x.values(), x.draws(), 0.5f, 2, x.count()), () -> drop = vector),
                new Step((loops, x) -> loops.addSquares(x.values(), x.rows(), x.columns()), () -> addSquares = vector),
                new Step((loops, x) -> loops.scaleColumns(x.values(), x.rows(), x.columns()), () -> scaleColumns = vector),
                new Step((loops, x) -> loops.subtractSigns(x.values(), 0.5f, x.others(), x.count()),
                        () -> subtractSigns = vector),
                new Step((loops, x) -> loops.addBiasesAndRectify(x.values(), x.rows(), x.columns()),
                        () -> addBiasesAndRectify = vector),
                new Step((loops, x) -> loops.timesRectifiedSlope(x.values(), x.others(), 2, x.count()),
                        () -> timesRectifiedSlope = vector),
                new Step((loops, x) -> loops.normals(x.draws(), x.count()), () -> normals = vector),
                new Step((loops, x) -> loops.noisyRectified(x.values(), x.others(), x.others(), x.count()),
                        () -> noisyRectified = vector));
    }

    /** Waits until all loops are as quick as they get, for whoever measures them: some seconds at most. */
    void awaitWarm() throws InterruptedException {
        warm.await();
    }

    @Override
    public String toString() {
        return vector.toString();
    }

    @Override
    void addBiasesAndSigmoid(float[] values, int rows, float[] biases) {
        addBiasesAndSigmoid.addBiasesAndSigmoid(values, rows, biases);
    }

    @Override
    void addRows(float[] values, int rows, float scale, float[] sums) {
        addRows.addRows(values, rows, scale, sums);
    }

    @Override
    void addSquaredDifferences(float[] a, float[] b, int rows, float[] sums) {
        addSquaredDifferences.addSquaredDifferences(a, b, rows, sums);
    }

    @Override
    void addSquares(float[] values, int rows, float[] sums) {
        addSquares.addSquares(values, rows, sums);
    }

    @Override
    void scaleColumns(float[] values, int rows, float[] factors) {
        scaleColumns.scaleColumns(values, rows, factors);
    }

    @Override
    void subtractSigns(float[] values, float step, float[] of, int count) {
        subtractSigns.subtractSigns(values, step, of, count);
    }

    @Override
    void addBiasesAndRectify(float[] values, int rows, float[] biases) {
        addBiasesAndRectify.addBiasesAndRectify(values, rows, biases);
    }

    @Override
    void timesRectifiedSlope(float[] deltas, float[] outputs, float scale, int count) {
        timesRectifiedSlope.timesRectifiedSlope(deltas, outputs, scale, count);
    }

    @Override
    void drawStates(float[] probabilities, float[] uniform, float[] states, int count) {
        drawStates.drawStates(probabilities, uniform, states, count);
    }

    @Override
    void drop(float[] values, float[] uniform, float keep, float scale, int count) {
        drop.drop(values, uniform, keep, scale, count);
    }

    @Override
    void timesSlope(float[] deltas, float[] outputs, float keep, int count) {
        timesSlope.timesSlope(deltas, outputs, keep, count);
    }

    @Override
    void normals(float[] draws, int count) {
        normals.normals(draws, count);
    }

    @Override
    void noisyRectified(float[] inputs, float[] normals, float[] states, int count) {
        noisyRectified.noisyRectified(inputs, normals, states, count);
    }

    @Override
    void fractions(byte[] bytes, int start, float[] values, int offset, int count) {
        fractions.fractions(bytes, start, values, offset, count);
    }

    @Override
    void negate(float[] values, int count) {
        negate.negate(values, count);
    }

    @Override
    void blocks(long key, int c0, int c1, int c2, int c3, float[] out, int count) {
        blocks.blocks(key, c0, c1, c2, c3, out, count);
    }
}
