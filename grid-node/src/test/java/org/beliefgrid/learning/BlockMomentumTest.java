package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Momentum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockMomentumTest {
    private static final List<Section> LEARNED = List.of(new Section("weights", 5, Role.LEARNED),
            new Section("biases", 2, Role.LEARNED));

    @Test
    void withoutMomentumTheNextStateIsTheMean() {
        State state = state(0);
        Mean mean = mean(new Random(TestSeed.VALUE));
        State next = BlockMomentum.next(state, mean, Momentum.NONE, 0, 0);
        assertEquals(state.sections(), next.sections());
        for (int i = 0; i < mean.averaged().size(); i++) {
            assertArrayEquals(mean.averaged().get(i), next.averaged().get(i));
        }
        assertArrayEquals(state.get("frozen"), next.get("frozen"));
    }

    /** Chen and Huo: {@code velocity = momentum * velocity + (mean - w); w = w + velocity}. */
    @ParameterizedTest(name = "momentum {0}")
    @ValueSource(doubles = {0.3, 0.9})
    void withMomentumTheStepToTheMeanGoesIntoAVelocity(double momentum) {
        Random random = new Random(TestSeed.VALUE);
        State state = state(momentum);
        List<double[]> w = LEARNED.stream().map(section -> doubles(state.get(section.name()))).toList();
        List<double[]> velocity = LEARNED.stream().map(section -> new double[section.length()]).toList();
        State now = state;
        for (int round = 0; round < 3; round++) {
            Mean mean = mean(random);
            now = BlockMomentum.next(now, mean, Momentum.constant(momentum), 0, 0);
            for (int section = 0; section < LEARNED.size(); section++) {
                float[] averaged = mean.averaged().get(section);
                for (int i = 0; i < averaged.length; i++) {
                    velocity.get(section)[i] = momentum * velocity.get(section)[i] + (averaged[i] - w.get(section)[i]);
                    w.get(section)[i] += velocity.get(section)[i];
                    String place = TestSeed.replay("round %d, section %d, place %d".formatted(round, section, i));
                    assertEquals(w.get(section)[i], now.get(LEARNED.get(section).name())[i], 1e-5, place);
                    assertEquals(velocity.get(section)[i], now.get(LEARNED.get(section).name() + ".block")[i], 1e-5, place);
                }
            }
            assertArrayEquals(mean.averaged().get(2), now.get("weights.velocity"),
                    "velocities of shards take their plain mean");
            assertArrayEquals(state.get("frozen"), now.get("frozen"));
        }
    }

    /**
     * A schedule, in both forms, from the definition in doubles, which keeps the place p where the rounds have led apart from
     * the velocity v: shards start from p, or with Nesterov's form from where this round's momentum of v leads; what they gain
     * there goes into v, and v into p.
     */
    @ParameterizedTest
    @EnumSource(Momentum.Form.class)
    void theMomentumOfAnEpochIsThatOfTheSchedule(Momentum.Form form) {
        Momentum schedule = new Momentum(0.2, 0.8, 3, Momentum.Ramp.LINEAR, form);
        double[] ofEpochs = {0.2, 0.4, 0.6, 0.8, 0.8, 0.8};
        Random random = new Random(TestSeed.VALUE);
        State now = state(0.5);
        double[] place = doubles(now.get("weights"));
        double[] velocity = new double[place.length];
        for (int epoch = 0; epoch < ofEpochs.length - 1; epoch++) {
            Mean mean = mean(random);
            State next = BlockMomentum.next(now, mean, schedule, epoch, epoch + 1);
            for (int i = 0; i < place.length; i++) {
                boolean ahead = form == Momentum.Form.NESTEROV;
                double gain = mean.averaged().get(0)[i] - (place[i] + (ahead ? ofEpochs[epoch] * velocity[i] : 0));
                velocity[i] = ofEpochs[epoch] * velocity[i] + gain;
                place[i] += velocity[i];
                String message = TestSeed.replay("epoch %d, place %d".formatted(epoch, i));
                double start = place[i] + (ahead ? ofEpochs[epoch + 1] * velocity[i] : 0);
                assertEquals(start, next.get("weights")[i], 2e-5, message);
                assertEquals(velocity[i], next.get("weights.block")[i], 2e-5, message);
            }
            now = next;
        }
    }

    /**
     * Nesterov's form is the classical one seen from ahead: with momentum m, what shards give as {@code mean - w} at the place
     * ahead moves the place behind, {@code w - m velocity}, as the classical form does.
     */
    @Test
    void behindThePlaceAheadIsThePathOfTheClassicalForm() {
        float momentum = 0.7f;
        Momentum nesterov = new Momentum(momentum, momentum, 0, Momentum.Ramp.STEP, Momentum.Form.NESTEROV);
        Random random = new Random(TestSeed.VALUE);
        State ahead = state(momentum);
        State classical = ahead;
        for (int round = 0; round < 5; round++) {
            float[] increments = RandomValues.floats(random, 5, 1);
            ahead = BlockMomentum.next(ahead, meanAt(ahead, increments), nesterov, round, round + 1);
            classical = BlockMomentum.next(classical, meanAt(classical, increments), Momentum.constant(momentum), round,
                    round + 1);
            for (int i = 0; i < 5; i++) {
                float behind = ahead.get("weights")[i] - momentum * ahead.get("weights.block")[i];
                assertEquals(classical.get("weights")[i], behind, 1e-5,
                        TestSeed.replay("round " + round));
            }
        }
    }

    private static Mean meanAt(State state, float[] increments) {
        float[] mean = state.get("weights").clone();
        for (int i = 0; i < mean.length; i++) {
            mean[i] += increments[i];
        }
        return new Mean(List.of(mean, new float[2], new float[5]), 100, new double[1]);
    }

    @Test
    void otherSectionsOfTheDriverStayAsTheyAre() {
        State.Builder more = new State.Builder();
        State state = state(0.5);
        state.sections().forEach(section -> more.add(section, state.get(section.name())));
        more.add(new Section("history", 2, Role.DRIVER), new float[] {3, 4});
        State next = BlockMomentum.next(more.build(), mean(new Random(TestSeed.VALUE)), Momentum.constant(0.5), 0, 0);
        assertArrayEquals(new float[] {3, 4}, next.get("history"));
    }

    @Test
    void theStateItStartsFromIsNotModified() {
        State state = state(0.5);
        List<float[]> before = state.sections().stream().map(section -> state.get(section.name()).clone()).toList();
        BlockMomentum.next(state, mean(new Random(TestSeed.VALUE)), Momentum.constant(0.5), 0, 0);
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i), state.get(state.sections().get(i).name()));
        }
    }

    @Test
    void onlyTheDriverKeepsTheVelocityAndOnlyWhereThereIsMomentum() {
        assertEquals(List.of(), BlockMomentum.sections(LEARNED, Momentum.NONE));
        List<Section> sections = BlockMomentum.sections(LEARNED, Momentum.constant(0.5));
        assertEquals(List.of(5, 2), sections.stream().map(Section::length).toList());
        assertEquals(List.of(Role.DRIVER, Role.DRIVER), sections.stream().map(Section::role).toList());
        assertEquals(List.of(false, false), sections.stream().map(section -> section.role().averaged()).toList());
    }

    private static State state(double momentum) {
        List<Section> sections = LayerSections.join(List.of(new Section("frozen", 3, Role.FROZEN)), LEARNED,
                List.of(new Section("weights.velocity", 5, Role.VELOCITY)),
                BlockMomentum.sections(LEARNED, Momentum.constant(momentum)));
        Random random = new Random(7);
        List<float[]> values = new ArrayList<>();
        for (Section section : sections) {
            values.add(section.role() == Role.DRIVER ? new float[section.length()]
                    : RandomValues.floats(random, section.length(), 1));
        }
        return new State(sections, values);
    }

    private static Mean mean(Random random) {
        return new Mean(List.of(RandomValues.floats(random, 5, 1), RandomValues.floats(random, 2, 1),
                RandomValues.floats(random, 5, 1)), 100, new double[1]);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
