package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An epoch cut into rounds: nothing is left out and nothing comes twice. */
class AveragingTest {
    private static final int[] UNITS = {6, 5, 4};
    private static final int CLASSES = 3;

    @ParameterizedTest(name = "mini-batches of {0}")
    @ValueSource(ints = {1, 2, 7, 100, 10_000})
    void everyCaseStandsInOnePartOfTheEpoch(int miniBatch) {
        for (int every : new int[] {0, 1, 2, 3, 10, 1_000_000, Integer.MAX_VALUE}) {
            for (int most : new int[] {1, 2, 6, 7, 8, 99, 100, 101, 1234}) {
                Averaging averaging = new Averaging(miniBatch, every, most);
                int parts = averaging.roundsAnEpoch();
                for (int cases = 0; cases <= most; cases++) {
                    int next = 0;
                    for (int part = 0; part < parts; part++) {
                        assertEquals(next, averaging.first(cases, part), averaging + ", part " + part);
                        int count = averaging.count(cases, part);
                        double atMost = (part == parts - 1 ? 1.5 : 1) * every * miniBatch;
                        assertTrue(count >= 0 && (every == 0 || count <= atMost), averaging + ", part " + part);
                        next += count;
                    }
                    assertEquals(cases, next, () -> averaging.toString());
                }
                assertTrue(parts == 1 || averaging.count(most, parts - 1) >= every * miniBatch / 2, "a round too many: "
                        + averaging);
                assertEquals(every == 0 ? 1 : (int) Math.max(1, Math.floor(most / ((double) every * miniBatch) + 0.5)), parts,
                        averaging.toString());
            }
        }
    }

    @Test
    void manyCasesDoNotOverflow() {
        Averaging averaging = new Averaging(10_000, 100_000, Integer.MAX_VALUE);
        assertEquals(2, averaging.roundsAnEpoch());
        assertEquals(Integer.MAX_VALUE - 1_000_000_000, averaging.count(Integer.MAX_VALUE, 1));
        assertEquals(0, averaging.count(5, 1));
    }

    /** With steps so small that no weight changes, the rounds of an epoch see together what the epoch sees alone. */
    @ParameterizedTest(name = "averaged every {0} mini-batches")
    @ValueSource(ints = {1, 2, 3, 5, 6, 100})
    void theRoundsOfAnEpochLearnFromAllLabelledCasesOnce(int every) {
        ShardCases cases = cases(23);
        BackPropagation whole = algorithm(new Averaging(4, 0, 23), 1e-30);
        State start = RandomValues.state(new Random(TestSeed.VALUE), whole, 0.8);
        ShardResult expected = whole.shardEpoch(cases, start, new RoundPlace(8, 2, 0, 5));
        BackPropagation parted = algorithm(new Averaging(4, every, 23), 1e-30);
        double loss = 0;
        double errors = 0;
        long learned = 0;
        List<Double> losses = new ArrayList<>();
        for (int part = 0; part < parted.roundsAnEpoch(); part++) {
            ShardResult found = parted.shardEpoch(cases, start, new RoundPlace(8 + part, 2, part, 5));
            assertEquals(found.cases(), parted.weight(99, 23, 2 * parted.roundsAnEpoch() + part), "weight of the shard");
            loss += found.statistics()[0];
            errors += found.statistics()[1];
            learned += found.cases();
            losses.add(found.statistics()[0]);
        }
        assertEquals(23, learned);
        assertEquals(expected.statistics()[0], loss, 1e-6, TestSeed.replay("loss"));
        assertEquals(expected.statistics()[1], errors, TestSeed.replay("errors"));
        assertEquals(losses.size(), losses.stream().distinct().count(), "parts of the same size see other cases");
    }

    @ParameterizedTest(name = "averaged every {0} mini-batches")
    @ValueSource(ints = {6, 7, Integer.MAX_VALUE})
    void withAsManyMiniBatchesAsThereAreAnEpochIsOneRoundWithTheSameBits(int every) {
        ShardCases cases = cases(23);
        BackPropagation whole = algorithm(new Averaging(4, 0, 23), 0.3);
        BackPropagation parted = algorithm(new Averaging(4, every, 23), 0.3);
        assertEquals(1, parted.roundsAnEpoch());
        State start = RandomValues.state(new Random(TestSeed.VALUE), whole, 0.8);
        ShardResult expected = whole.shardEpoch(cases, start, new RoundPlace(8, 2, 0, 5));
        ShardResult found = parted.shardEpoch(cases, start, new RoundPlace(8, 2, 0, 5));
        for (int section = 0; section < expected.averaged().size(); section++) {
            assertArrayEquals(expected.averaged().get(section), found.averaged().get(section),
                    TestSeed.replay("section " + section));
        }
        assertArrayEquals(expected.statistics(), found.statistics());
    }

    private static ShardCases cases(int labelled) {
        Random random = new Random(TestSeed.VALUE);
        int[] labels = new int[2 * labelled];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2 == 0 ? ShardCases.UNLABELLED : random.nextInt(CLASSES);
        }
        return RandomValues.cases(random, UNITS[0], labels);
    }

    private static BackPropagation algorithm(Averaging averaging, double learningRate) {
        return new BackPropagation(UNITS, CLASSES, averaging, TestSeed.VALUE, false, Pretraining.DEFAULTS,
                FineTuning.of(5, Descent.of(learningRate, Momentum.NONE, 0), 0, Dropout.NONE));
    }
}
