package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;

/** Goes through the rounds of algorithms and calls every function again, in another order, and on a copy from the wire. */
final class ConformanceWalk {
    private static final int MOST_ROUNDS = 12;

    private final List<? extends IterativeAlgorithm> algorithms;
    private final Wire wire;

    ConformanceWalk(List<? extends IterativeAlgorithm> algorithms, Wire wire) {
        this.algorithms = algorithms;
        this.wire = wire;
    }

    void walk(List<ShardCases> loaded) {
        State state = State.EMPTY;
        int round = 0;
        for (IterativeAlgorithm algorithm : algorithms) {
            state = algorithm.start(state);
            State first = state;
            List<ShardCases> prepared = loaded.stream().map(cases -> prepared(algorithm, cases, first)).toList();
            List<List<float[]>> own = new ArrayList<>(Collections.nCopies(loaded.size(), List.of()));
            for (int done = 0; !algorithm.finished(state, done); done++, round++) {
                boolean look = done < MOST_ROUNDS || done == algorithm.rounds() - 1;
                State before = look ? copy(state) : state;
                Map<Integer, ShardResult> results = new Round(algorithm, state, round, done, own).results(prepared, look);
                results.forEach((shard, result) -> own.set(shard, result.own()));
                Mean mean = PlainLoop.mean(state.averaged(), List.copyOf(results.values()));
                State next = algorithm.afterAveraging(state, copy(mean), done);
                if (look) {
                    PlainLoop.assertSameBits(before, state, algorithm.name() + ": a round leaves its start as it was");
                    assertEquals(algorithm.layout(), next.sections(), algorithm.name() + ": the next state's sections");
                    PlainLoop.assertSameBits(next, wire.through(algorithm).afterAveraging(state, copy(mean), done),
                            algorithm.name() + ": the next state again");
                    algorithm.figures(mean, done).forEach(figure -> assertTrue(Double.isFinite(figure.value()), figure.name()));
                }
                state = next;
            }
        }
    }

    /** Made again, the same bits; what was loaded is not modified. */
    private ShardCases prepared(IterativeAlgorithm algorithm, ShardCases cases, State state) {
        float[] loaded = values(cases);
        ShardCases prepared = algorithm.prepare(cases, state);
        assertArrayEquals(loaded, values(cases), algorithm.name() + ": preparing leaves the cases as they were");
        assertArrayEquals(values(prepared), values(wire.through(algorithm).prepare(cases, state)),
                algorithm.name() + ": prepared again");
        assertEquals(cases.cases(), prepared.cases());
        assertEquals(cases.heldOut(), prepared.heldOut());
        return prepared;
    }

    /** One round of all shards. */
    private final class Round {
        private final IterativeAlgorithm algorithm;
        private final State state;
        private final int round;
        private final int done;
        private final List<List<float[]>> own;

        Round(IterativeAlgorithm algorithm, State state, int round, int done, List<List<float[]>> own) {
            this.algorithm = algorithm;
            this.state = state;
            this.round = round;
            this.done = done;
            this.own = own;
        }

        Map<Integer, ShardResult> results(List<ShardCases> prepared, boolean look) {
            Map<Integer, ShardResult> results = new TreeMap<>();
            for (int shard = 0; shard < prepared.size(); shard++) {
                ShardCases cases = prepared.get(shard);
                int labelled = cases.labelled().length;
                boolean takesPart = algorithm.takesPart(cases.cases(), labelled, cases.heldOut(), done);
                assertEquals(takesPart, algorithm.takesPart(cases.cases(), labelled, cases.heldOut(), done));
                if (takesPart) {
                    results.put(shard, look ? lookedAt(algorithm, cases, shard) : epoch(algorithm, cases, shard));
                }
            }
            if (look) {
                IterativeAlgorithm copy = wire.through(algorithm);
                List<Integer> backwards = new ArrayList<>(results.keySet());
                Collections.reverse(backwards);
                backwards.forEach(shard -> assertSame(results.get(shard), epoch(copy, prepared.get(shard), shard),
                        "behind the wire, in the other order"));
            }
            return results;
        }

        private ShardResult lookedAt(IterativeAlgorithm of, ShardCases cases, int shard) {
            float[] before = values(cases);
            ShardResult result = epoch(of, cases, shard);
            assertSame(result, epoch(of, cases, shard), "repeated");
            assertArrayEquals(before, values(cases), message("an epoch leaves its cases as they were"));
            assertEquals(of.weight(cases.cases(), cases.labelled().length, done), result.cases(),
                    message("it learns from as many cases as it says"));
            assertEquals(of.statistics().size(), result.statistics().length, message("as many statistics as it names"));
            for (double statistic : result.statistics()) {
                assertTrue(Double.isFinite(statistic), message("finite statistics"));
            }
            assertLengths(state.averaged(), result.averaged(), "averaged sections");
            assertEquals(of.own().stream().map(Section::length).toList(), result.own().stream().map(values -> values.length)
                    .toList(), message("its own sections"));
            List<float[]> mine = new ArrayList<>(result.averaged());
            mine.addAll(result.own());
            for (int i = 0; i < mine.size(); i++) {
                for (Section section : state.sections()) {
                    assertNotSame(state.get(section.name()), mine.get(i), message("arrays of its own, not the start's"));
                }
                for (int other = 0; other < i; other++) {
                    assertNotSame(mine.get(other), mine.get(i), message("an array for each section"));
                }
            }
            return result;
        }

        private void assertLengths(List<float[]> expected, List<float[]> found, String what) {
            assertEquals(expected.stream().map(values -> values.length).toList(), found.stream().map(values -> values.length)
                    .toList(), message(what));
        }

        /** As a member starts it: without the driver's sections, with the shard's own ones. */
        private ShardResult epoch(IterativeAlgorithm of, ShardCases cases, int shard) {
            State.Builder start = new State.Builder();
            for (Section section : state.sections()) {
                if (section.role() != Section.Role.DRIVER) {
                    start.add(section, state.get(section.name()));
                }
            }
            for (int i = 0; i < own.get(shard).size(); i++) {
                start.add(of.own().get(i), own.get(shard).get(i));
            }
            return of.shardEpoch(cases, start.build(), new RoundPlace(round, of.epoch(done), done % of.roundsAnEpoch(), shard));
        }

        private void assertSame(ShardResult expected, ShardResult found, String how) {
            assertEquals(expected.cases(), found.cases(), message(how));
            assertArrayEquals(expected.statistics(), found.statistics(), message(how));
            assertLengths(expected.averaged(), found.averaged(), how);
            for (int i = 0; i < expected.averaged().size(); i++) {
                assertArrayEquals(expected.averaged().get(i), found.averaged().get(i), message(how + ", section " + i));
            }
            for (int i = 0; i < expected.own().size(); i++) {
                assertArrayEquals(expected.own().get(i), found.own().get(i), message(how + ", own section " + i));
            }
        }

        private String message(String what) {
            return TestSeed.replay("%s, round %d: %s".formatted(algorithm.name(), done, what));
        }
    }

    private static float[] values(ShardCases cases) {
        float[] values = new float[cases.all() * cases.units()];
        for (int i = 0; i < cases.all(); i++) {
            cases.copy(i, values, i * cases.units());
        }
        return values;
    }

    private static State copy(State state) {
        return new State(state.sections(),
                state.sections().stream().map(section -> state.get(section.name()).clone()).toList());
    }

    private static Mean copy(Mean mean) {
        return new Mean(mean.averaged().stream().map(float[]::clone).toList(), mean.cases(), mean.statistics().clone());
    }
}
