package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.junit.jupiter.api.DynamicTest;

/**
 * Puts algorithms that follow each other through all that the grid may do with them, without a grid: what the contract of
 * {@link IterativeAlgorithm} says becomes tests. For a test class of one's own:
 * <pre>
 * &#64;TestFactory
 * Stream&lt;DynamicTest&gt; conforms() {
 *     return AlgorithmConformance.of(new MyAlgorithm(ConformanceCases.UNITS)).tests();
 * }
 * </pre>
 * {@link GridConformance} does the same on real members.
 */
public final class AlgorithmConformance {
    private final IntFunction<List<? extends IterativeAlgorithm>> algorithms;
    private final Wire wire = new Wire();

    private AlgorithmConformance(IntFunction<List<? extends IterativeAlgorithm>> algorithms) {
        this.algorithms = algorithms;
    }

    /** Of algorithms that follow each other, each beginning with the last state of the one before. */
    public static AlgorithmConformance of(IterativeAlgorithm... algorithms) {
        return new AlgorithmConformance(shards -> List.of(algorithms));
    }

    /** Of algorithms that know the number of shards. */
    public static AlgorithmConformance ofShards(IntFunction<List<? extends IterativeAlgorithm>> algorithms) {
        return new AlgorithmConformance(algorithms);
    }

    private List<? extends IterativeAlgorithm> algorithms() {
        return algorithms.apply(ConformanceCases.SHARDS);
    }

    /** A test of each clause. */
    public Stream<DynamicTest> tests() {
        return Stream.of(dynamicTest("its layout, names and numbers hold together", this::holdsTogether),
                dynamicTest("it crosses the wire and stays equal", this::crossesTheWire),
                dynamicTest("an epoch repeated, in another order or behind the wire gives the same bits",
                        () -> new ConformanceWalk(algorithms(), wire).walk(ConformanceCases.shards())),
                dynamicTest("a run with the wire in between ends with the same bits", this::runsBehindTheWire),
                dynamicTest("an empty shard changes no bit", this::ignoresAnEmptyShard),
                dynamicTest("one shard is enough", this::runsOnOneShard));
    }

    private void holdsTogether() {
        State previous = State.EMPTY;
        for (IterativeAlgorithm algorithm : algorithms()) {
            String name = algorithm.name();
            assertTrue(!name.isBlank() && !algorithm.stepSize().isBlank(), "a name and what determines the step");
            assertTrue(algorithm.rounds() >= 0 && algorithm.roundsAnEpoch() >= 1 && algorithm.epochsARound() >= 1
                    && algorithm.epochs() >= 0, () -> name + ": numbers of rounds and epochs");
            List<String> statistics = algorithm.statistics();
            assertTrue(!statistics.isEmpty(), () -> name + ": at least one statistic");
            assertEquals(statistics.size(), new HashSet<>(statistics).size(), () -> name + ": statistics " + statistics);
            List<Section> layout = algorithm.layout();
            assertEquals(layout, algorithm.layout(), () -> name + ": the layout is the same whenever asked");
            assertTrue(layout.stream().noneMatch(section -> section.role() == Role.OWN),
                    () -> name + ": a shard's own sections stand in own(), not in the layout");
            assertTrue(algorithm.own().stream().allMatch(section -> section.role() == Role.OWN),
                    () -> name + ": own() has sections of that role only");
            assertTrue(layout.stream().anyMatch(section -> section.role() == Role.LEARNED),
                    () -> name + ": it learns something");
            Set<String> names = new HashSet<>();
            Stream.concat(layout.stream(), algorithm.own().stream()).forEach(section ->
                    assertTrue(names.add(section.name()), () -> name + ": section " + section.name() + " stands twice"));
            previous = startOf(algorithm, previous);
        }
    }

    /** A start is a state of the layout, the same every time, whose changing sections are nobody else's. */
    private static State startOf(IterativeAlgorithm algorithm, State previous) {
        State start = algorithm.start(previous);
        assertEquals(algorithm.layout(), start.sections(),
                () -> algorithm.name() + ": the start has the sections of the layout");
        PlainLoop.assertSameBits(start, algorithm.start(previous), algorithm.name() + ": a second start");
        for (Section section : start.sections()) {
            for (float value : start.get(section.name())) {
                assertTrue(Float.isFinite(value), () -> algorithm.name() + ": finite at the start, " + section.name());
            }
        }
        return start;
    }

    private void crossesTheWire() {
        for (IterativeAlgorithm algorithm : algorithms()) {
            assertTrue(wire.isCompact(algorithm), () -> algorithm.name() + " is a record, or has a Compact serializer");
            IterativeAlgorithm copy = wire.through(algorithm);
            assertEquals(algorithm.getClass(), copy.getClass());
            assertArrayEquals(wire.bytes(algorithm), wire.bytes(copy), () -> algorithm.name() + ": its bytes again");
            assertEquals(algorithm.name(), copy.name());
            assertEquals(algorithm.rounds(), copy.rounds());
            assertEquals(algorithm.layout(), copy.layout());
            assertEquals(algorithm.own(), copy.own());
            assertEquals(algorithm.statistics(), copy.statistics());
        }
    }

    private void runsBehindTheWire() {
        List<IterativeAlgorithm> copies = new ArrayList<>();
        algorithms().forEach(algorithm -> copies.add(wire.through(algorithm)));
        PlainLoop.assertSameBits(PlainLoop.run(algorithms(), ConformanceCases.shards()),
                PlainLoop.run(copies, ConformanceCases.shards()), "with the wire in between");
    }

    private void ignoresAnEmptyShard() {
        List<ShardCases> shards = new ArrayList<>(ConformanceCases.shards());
        shards.add(ShardCases.ofBytes(ConformanceCases.UNITS, new byte[0], new int[0]));
        List<? extends IterativeAlgorithm> more = algorithms.apply(shards.size());
        State found = PlainLoop.run(more, shards);
        State expected = PlainLoop.run(algorithms(), ConformanceCases.shards());
        for (Section section : expected.sections()) {
            float[] values = found.get(section.name());
            assertArrayEquals(expected.get(section.name()), Arrays.copyOf(values, section.length()),
                    () -> TestSeed.replay("an empty shard, " + section.name()));
        }
    }

    private void runsOnOneShard() {
        State last = PlainLoop.run(algorithms.apply(1), ConformanceCases.shards(1));
        for (Section section : last.sections()) {
            for (float value : last.get(section.name())) {
                assertTrue(Float.isFinite(value), () -> TestSeed.replay("one shard, " + section.name()));
            }
        }
    }
}
