package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.Stream;
import org.beliefgrid.model.Adversarial;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Momentum.Form;
import org.beliefgrid.model.Momentum.Ramp;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.beliefgrid.model.Sparsity;
import org.beliefgrid.model.Units;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A round of twice as many mini-batches of the same cases takes no more of the heap: what it allocates is for the round, and
 * the loop over mini-batches leaves nothing to collect. Without the Vector API, which allocates until it is compiled.
 */
class AllocationTest {
    private static final int V = 30;
    private static final int H = 20;
    private static final int CLASSES = 4;
    private static final int BATCH = 10;
    private static final int MINI_BATCHES = 64;
    /** Bytes of the smallest object: more mini-batches must cost less than one each. */
    private static final long LEAST_OBJECT = 16;
    private static final Momentum RAMP = new Momentum(0.4, 0.8, 4, Ramp.LINEAR, Form.NESTEROV);
    private static final Descent ALL = new Descent(LearningRate.constant(0.01), RAMP, 0.01, 0.001, 2);
    private static final Pretraining BASE = Pretraining.of(10, Descent.of(0.01, Momentum.constant(0.5), 0.01), Sampling.CD1, 0);
    private static final int[] UNITS = {V, H};

    static Stream<Arguments> algorithms() {
        return Stream.of(
                Arguments.of("CD-1", rbm(0, BASE)),
                Arguments.of("CD-3 of samples with labels, sparsity and all costs", rbm(CLASSES, BASE.withDescent(ALL)
                        .withSparsity(new Sparsity(0.1, 0.7, 0.8))
                        .withSampling(new Sampling(3, Chains.DATA, Reconstruction.SAMPLES)))),
                Arguments.of("persistent chains of rectified units", rbm(0, BASE
                        .withUnits(new Units(Units.Visible.GAUSSIAN, Units.Hidden.RECTIFIED))
                        .withSampling(new Sampling(1, Chains.PERSISTENT, Reconstruction.SAMPLES)))),
                Arguments.of("back-propagation", fineTuning(Descent.of(0.01, Momentum.constant(0.5), 0), Dropout.NONE)),
                Arguments.of("back-propagation with dropout and all costs", fineTuning(ALL, new Dropout(0.2, 0.5))),
                Arguments.of("back-propagation with copies", fineTuning(FineTuning.of(10, ALL, 0, new Dropout(0.2, 0.5))
                        .withLabelSmoothing(0.1).withAdversarial(new Adversarial(0.2, 0.5)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("algorithms")
    void miniBatchesAllocateNothing(String name, ByRounds byRounds) {
        long once = least(byRounds.of(MINI_BATCHES));
        long twice = least(byRounds.of(2 * MINI_BATCHES));
        assertTrue(twice - once < MINI_BATCHES * LEAST_OBJECT, "%s: %d bytes with %d mini-batches, %d with twice as many"
                .formatted(name, once, MINI_BATCHES, twice));
    }

    /** An algorithm that averages after so many mini-batches. */
    interface ByRounds {
        IterativeAlgorithm of(int miniBatches);
    }

    private static ByRounds rbm(int classes, Pretraining settings) {
        return miniBatches -> new RbmPretraining(UNITS, classes, averaging(miniBatches), 5, false, settings);
    }

    private static ByRounds fineTuning(Descent descent, Dropout dropout) {
        return fineTuning(FineTuning.of(10, descent, 0, dropout));
    }

    private static ByRounds fineTuning(FineTuning settings) {
        return miniBatches -> new BackPropagation(UNITS, CLASSES, averaging(miniBatches), 5, false, Pretraining.DEFAULTS,
                settings);
    }

    /** So many cases that the round that is looked at is never the last one of the epoch. */
    private static Averaging averaging(int miniBatches) {
        return new Averaging(BATCH, miniBatches, cases());
    }

    private static int cases() {
        return 4 * MINI_BATCHES * BATCH;
    }

    /** Bytes of a round, the least of several: a JVM may allocate when it compiles. */
    private static long least(IterativeAlgorithm algorithm) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.1);
        ShardCases cases = RandomValues.cases(random, V, random.ints(cases(), 0, CLASSES).toArray());
        RoundPlace place = new RoundPlace(3, 1, 0, 2);
        long least = Long.MAX_VALUE;
        for (int repeat = 0; repeat < 6; repeat++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            algorithm.shardEpoch(cases, start, place);
            least = Math.min(least, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        return least;
    }
}
