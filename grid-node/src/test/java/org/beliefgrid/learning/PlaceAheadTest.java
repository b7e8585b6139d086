package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Momentum.Form;
import org.beliefgrid.model.Momentum.Ramp;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nesterov's momentum over epochs that have another one each. */
class PlaceAheadTest {
    private static final int V = 9;
    private static final int H = 5;
    private static final int CLASSES = 3;
    private static final int CASES = 23;
    private static final int EPOCHS = 4;
    private static final double TOLERANCE = 5e-5;

    /**
     * Pre-training of one shard, in two rounds an epoch, against a definition that keeps the place p and the velocity v apart
     * in doubles and puts them together, {@code p + m v} with the momentum m of the round's epoch, for a round's steps alone.
     */
    @ParameterizedTest
    @EnumSource(Ramp.class)
    void everyEpochStartsWhereItsOwnMomentumLeads(Ramp ramp) {
        Momentum momentum = new Momentum(0.3, 0.9, 2, ramp, Form.NESTEROV);
        RbmPretraining algorithm = pretraining(momentum);
        Random random = new Random(8);
        ShardCases cases = RandomValues.cases(random, V, labels(random));
        State state = RandomValues.state(random, algorithm, 0.4);
        Map<String, double[]> places = new HashMap<>();
        Map<String, double[]> velocities = new HashMap<>();
        for (Section section : state.of(Role.LEARNED)) {
            velocities.put(section.name(), doubles(state.get(velocity(section))));
            places.put(section.name(), along(state.get(section.name()), -momentum.at(0), velocities.get(section.name())));
        }
        for (int round = 0; round < algorithm.rounds(); round++) {
            int epoch = round / 2;
            RoundPlace place = new RoundPlace(round, epoch, round % 2, 0);
            State start = together(state, places, velocities, momentum.at(epoch));
            PlainRbm plain = new PlainRbm(algorithm, cases, start, place).round();
            state = algorithm.afterAveraging(state, mean(algorithm.shardEpoch(cases, state, place)), round);
            for (Section section : state.of(Role.LEARNED)) {
                double[] velocity = plain.get(velocity(section));
                double[] behind = plain.get(section.name()).clone();
                double[] ahead = new double[behind.length];
                for (int i = 0; i < behind.length; i++) {
                    behind[i] -= momentum.at(epoch) * velocity[i];
                    ahead[i] = behind[i] + momentum.at(Math.min((round + 1) / 2, EPOCHS - 1)) * velocity[i];
                    assertEquals(ahead[i], state.get(section.name())[i], TOLERANCE, "round %d, %s".formatted(round, section));
                }
                places.put(section.name(), behind);
                velocities.put(section.name(), velocity);
            }
        }
    }

    /** The state as the definition has it. */
    private static State together(State state, Map<String, double[]> places, Map<String, double[]> velocities,
                                  double momentum) {
        Map<String, float[]> sections = new HashMap<>();
        places.forEach((name, place) -> {
            float[] start = new float[place.length];
            float[] velocity = new float[place.length];
            for (int i = 0; i < start.length; i++) {
                velocity[i] = (float) velocities.get(name)[i];
                start[i] = (float) (place[i] + momentum * velocities.get(name)[i]);
            }
            sections.put(name, start);
            sections.put(LayerSections.velocity(name), velocity);
        });
        return state.with(sections);
    }

    /** Whatever the phase, a change of the momentum moves the place ahead and leaves the one where the steps have led. */
    @Test
    void inFineTuningTheNextEpochStartsWhereItsOwnMomentumLeads() {
        Momentum momentum = new Momentum(0.5, 0.9, EPOCHS, Ramp.LINEAR, Form.NESTEROV);
        Descent descent = new Descent(LearningRate.constant(0.1), momentum, 0.01, 0, Descent.NO_BOUND);
        BackPropagation algorithm = new BackPropagation(new int[] {V, H}, CLASSES, Averaging.everyEpoch(10), 5, false,
                Pretraining.DEFAULTS, FineTuning.of(EPOCHS, descent, 0, Dropout.NONE));
        Random random = new Random(TestSeed.VALUE);
        ShardCases cases = RandomValues.cases(random, V, labels(random));
        State state = RandomValues.state(random, algorithm, 0.4);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            List<float[]> before = state.averaged();
            Mean mean = mean(algorithm.shardEpoch(cases, state, new RoundPlace(epoch, epoch, 0)));
            state = algorithm.afterAveraging(state, mean, epoch);
            State ended = state.with(averaged(state, mean));
            float next = momentum.at(Math.min(epoch + 1, EPOCHS - 1));
            for (Section section : state.of(Role.LEARNED)) {
                double[] velocity = doubles(state.get(velocity(section)));
                assertArrayEquals(along(ended.get(section.name()), -momentum.at(epoch), velocity),
                        along(state.get(section.name()), -next, velocity), 1e-6,
                        TestSeed.replay("epoch " + epoch + ", " + section));
            }
            assertEquals(before.size(), state.averaged().size());
        }
    }

    /** What the last epoch gives is the result, not a place to start another one from. */
    @Test
    void afterTheLastEpochTheParametersStay() {
        for (Form form : Form.values()) {
            RbmPretraining algorithm = pretraining(new Momentum(0.3, 0.9, EPOCHS, Ramp.STEP, form));
            State state = RandomValues.state(new Random(TestSeed.VALUE), algorithm, 0.4);
            Mean mean = mean(new ShardResult(state.averaged(), CASES, new double[1], List.of()));
            State last = algorithm.afterAveraging(state, mean, algorithm.rounds() - 1);
            assertArrayEquals(state.get("layer0.weights"), last.get("layer0.weights"), form.toString());
        }
    }

    /** The classical parameters are the place itself, whatever the momentum. */
    @Test
    void classicalMomentumMovesNothingBetweenEpochs() {
        RbmPretraining algorithm = pretraining(new Momentum(0.3, 0.9, 2, Ramp.LINEAR));
        State state = RandomValues.state(new Random(TestSeed.VALUE), algorithm, 0.4);
        Mean mean = mean(new ShardResult(state.averaged(), CASES, new double[1], List.of()));
        State next = algorithm.afterAveraging(state, mean, 1);
        for (int section = 0; section < state.averaged().size(); section++) {
            assertArrayEquals(state.averaged().get(section), next.averaged().get(section));
        }
        assertTrue(state.averaged().size() > 1);
    }

    private static RbmPretraining pretraining(Momentum momentum) {
        Descent descent = new Descent(LearningRate.constant(0.05), momentum, 0.01, 0, Descent.NO_BOUND);
        return new RbmPretraining(new int[] {V, H}, CLASSES, new Averaging(10, 1, CASES), 5, false,
                Pretraining.of(EPOCHS, descent, Sampling.CD1, 0));
    }

    private static Map<String, float[]> averaged(State state, Mean mean) {
        Map<String, float[]> values = new HashMap<>();
        int index = 0;
        for (Section section : state.sections()) {
            if (section.role().averaged()) {
                values.put(section.name(), mean.averaged().get(index++));
            }
        }
        return values;
    }

    private static Mean mean(ShardResult result) {
        return new Mean(result.averaged(), result.cases(), result.statistics());
    }

    private static String velocity(Section section) {
        return LayerSections.velocity(section.name());
    }

    private static int[] labels(Random random) {
        return random.ints(CASES, 0, CLASSES).toArray();
    }

    private static double[] along(float[] values, double factor, double[] direction) {
        double[] moved = doubles(values);
        for (int i = 0; i < moved.length; i++) {
            moved[i] += factor * direction[i];
        }
        return moved;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
