package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.aggregation.Aggregator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Puts an aggregator through what the grid may do with one: entries in any order, in any chunks, chunks without entries, the
 * partial aggregators combined in any order, and all of them on the wire in between. The result must always be the same.
 *
 * @param <I> what it aggregates
 * @param <A> the aggregator
 * @param <R> its result, with an {@code equals} of its own
 */
final class AggregatorConformance<I, A extends Aggregator<I, ?>, R> {
    private static final int SHUFFLES = 20;

    private final Supplier<A> prototypes;
    private final UnaryOperator<A> wire;
    private final Function<A, R> result;
    private R expected;
    private int checked;

    /**
     * @param prototypes gives an aggregator that has seen nothing
     * @param wire what becomes of an aggregator between two members
     * @param result what it says in the end
     */
    AggregatorConformance(Supplier<A> prototypes, UnaryOperator<A> wire, Function<A, R> result) {
        this.prototypes = prototypes;
        this.wire = wire;
        this.result = result;
    }

    /**
     * Goes through all ways.
     *
     * @return the one result
     */
    R check(List<I> entries, Random random) {
        expected = result.apply(accumulated(entries));
        checked = 0;
        emptyChunks(entries);
        everySplitInTwo(entries);
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            List<I> shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, random);
            same("shuffled", accumulated(shuffled));
            same("one chunk an entry, shuffled", combined(shuffled.stream().map(List::of).toList()));
            same("random chunks, shuffled", combined(randomChunks(shuffled, random)));
        }
        assertEquals(5 + 2 * (entries.size() + 1) + 3 * SHUFFLES, checked, "ways tried");
        return expected;
    }

    private void emptyChunks(List<I> entries) {
        same("one chunk", combined(List.of(entries)));
        same("an empty chunk first", combined(List.of(List.of(), entries)));
        same("an empty chunk last", combined(List.of(entries, List.of())));
        same("empty chunks around", combined(List.of(List.of(), List.of(), entries, List.of(), List.of())));
        assertEquals(result.apply(wire.apply(prototypes.get())), result.apply(combined(List.of(List.of(), List.of()))),
                "nothing but empty chunks");
        checked++;
    }

    private void everySplitInTwo(List<I> entries) {
        for (int cut = 0; cut <= entries.size(); cut++) {
            List<I> first = entries.subList(0, cut);
            List<I> second = entries.subList(cut, entries.size());
            same("split at " + cut, combined(List.of(first, second)));
            same("split at " + cut + ", second half first", combined(List.of(second, first)));
        }
    }

    private List<List<I>> randomChunks(List<I> entries, Random random) {
        List<List<I>> chunks = new ArrayList<>();
        int start = 0;
        while (start < entries.size()) {
            int end = Math.min(entries.size(), start + random.nextInt(4));
            chunks.add(entries.subList(start, end));
            start = end;
        }
        return chunks;
    }

    private A accumulated(List<I> entries) {
        A aggregator = wire.apply(prototypes.get());
        entries.forEach(aggregator::accumulate);
        return aggregator;
    }

    private A combined(List<List<I>> chunks) {
        A all = wire.apply(prototypes.get());
        for (List<I> chunk : chunks) {
            all.combine(wire.apply(accumulated(chunk)));
        }
        return wire.apply(all);
    }

    private void same(String way, A found) {
        assertEquals(expected, result.apply(found), TestSeed.replay(way));
        checked++;
    }
}
