package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;

class InputStandardisationTest {
    private static final int V = 5;
    private static final int CONSTANT = 3;
    private static final int[] SHARDS = {40, 7, 23};
    private static final int HELD_OUT = 6;
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withHidden(List.of(4, 3)).withPretraining(
            Pretraining.DEFAULTS.withUnits(new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI)));
    private static final InputStandardisation ALGORITHM = new InputStandardisation(V);

    /** Shards of different sizes, each with held-out cases that are far away from the others. */
    private static List<ShardCases> shards() {
        Random random = new Random(TestSeed.VALUE);
        List<ShardCases> shards = new ArrayList<>();
        for (int cases : SHARDS) {
            float[] values = new float[(cases + HELD_OUT) * V];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % V == CONSTANT ? 0.3f : (float) (i % V + (i % V + 0.5) * random.nextGaussian());
                values[i] += i >= cases * V ? 100 : 0;
            }
            shards.add(ShardCases.ofFloats(V, values, new int[cases + HELD_OUT]).withHeldOut(HELD_OUT));
        }
        return shards;
    }

    private static State learned(List<ShardCases> shards) {
        State state = ALGORITHM.start(State.EMPTY);
        for (int round = 0; round < ALGORITHM.rounds(); round++) {
            long all = shards.stream().mapToLong(ShardCases::cases).sum();
            double[] digits = new double[ALGORITHM.statistics().size()];
            for (int shard = 0; shard < shards.size(); shard++) {
                ShardResult result = ALGORITHM.shardEpoch(shards.get(shard), state, new RoundPlace(round, round, shard));
                assertEquals(ALGORITHM.weight(shards.get(shard).cases(), 0, round), result.cases());
                for (int i = 0; i < digits.length; i++) {
                    digits[i] += result.statistics()[i] / all;
                }
            }
            Mean mean = new Mean(List.of(new float[V], new float[V]), all, digits);
            state = ALGORITHM.afterAveraging(state, mean, round);
            double figure = 0;
            for (int unit = 0; unit < V; unit++) {
                double deviation = unit == CONSTANT ? 0 : state.get("input.deviations")[unit];
                figure += (round == 0 ? state.get("input.means")[unit] : deviation * deviation) / V;
            }
            assertEquals(figure, ALGORITHM.figures(mean, round).get(0).value(), 1e-5);
        }
        return state;
    }

    @Test
    void trainingCasesOfAllShardsTogetherGetMeanZeroAndDeviationOneWhereTheyDiffer() {
        List<ShardCases> shards = shards();
        State state = learned(shards);
        double[] sums = new double[V];
        double[] squares = new double[V];
        int all = 0;
        for (ShardCases shard : shards) {
            ShardCases prepared = InputStandardisation.prepared(shard, state);
            assertEquals(HELD_OUT, prepared.heldOut());
            float[] values = new float[V];
            for (int i = 0; i < prepared.cases(); i++, all++) {
                prepared.copy(i, values, 0);
                assertEquals(0, values[CONSTANT], 1e-6);
                for (int unit = 0; unit < V; unit++) {
                    sums[unit] += values[unit];
                    squares[unit] += values[unit] * values[unit];
                }
            }
            prepared.copy(prepared.cases(), values, 0);
            assertEquals(10, values[CONSTANT],
                    "a constant unit is divided by 1 and 100 is cut off at 10, in held-out cases, too");
        }
        for (int unit = 0; unit < V; unit++) {
            assertEquals(0, sums[unit] / all, 1e-5, TestSeed.replay("mean " + unit));
            assertEquals(unit == CONSTANT ? 0 : 1, squares[unit] / all, 1e-5, TestSeed.replay("variance " + unit));
        }
    }

    @Test
    void itComesFirstAndGoesThroughAllAlgorithmsUnchanged() {
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(PLAN, TrainingData.of(V, 3));
        assertEquals(List.of("standardisation", "pre-training layer 1", "pre-training layer 2", "fine-tuning"),
                algorithms.stream().map(IterativeAlgorithm::name).toList());
        State first = learned(shards());
        State state = first;
        for (IterativeAlgorithm algorithm : algorithms.subList(1, algorithms.size())) {
            state = algorithm.start(state);
            assertEquals(algorithm.layout(), state.sections());
            for (String name : List.of("input.means", "input.deviations")) {
                assertSame(first.get(name), state.get(name), algorithm.name());
                assertEquals(1, state.of(Role.FROZEN).stream().filter(section -> section.name().equals(name)).count());
            }
        }
    }

    /** The lowest layer reads standardised values in every algorithm: for upper ones they pass through the layers below. */
    @Test
    void allAlgorithmsPrepareTheSameStandardisedCases() {
        ShardCases shard = shards().get(1);
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(PLAN, TrainingData.of(V, 3));
        State state = algorithms.get(1).start(learned(shards()));
        ShardCases expected = InputStandardisation.prepared(shard, state);
        State finetuning = algorithms.get(3).start(algorithms.get(2).start(state));
        for (ShardCases prepared : List.of(algorithms.get(1).prepare(shard, state),
                algorithms.get(3).prepare(shard, finetuning))) {
            float[] values = new float[V];
            float[] found = new float[V];
            for (int i = 0; i < shard.all(); i++) {
                expected.copy(i, values, 0);
                prepared.copy(i, found, 0);
                assertArrayEquals(values, found);
            }
        }
        State second = algorithms.get(2).start(state);
        ShardCases above = algorithms.get(2).prepare(shard, second);
        ShardCases again = algorithms.get(2).prepare(expected, DeepBeliefTraining.algorithms(PLAN.withPretraining(
                Pretraining.DEFAULTS), TrainingData.of(V, 3)).get(1).start(state));
        float[] values = new float[4];
        float[] found = new float[4];
        for (int i = 0; i < shard.all(); i++) {
            above.copy(i, values, 0);
            again.copy(i, found, 0);
            assertArrayEquals(values, found);
        }
    }
}
