package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.learning.StartingPoint;
import org.beliefgrid.learning.State;

/**
 * The committed states of one run in the backed-up map, and their publication to the replicated one. Frozen sections are
 * written once an algorithm, under its first round; the others every round.
 */
public final class StateStore {
    private static final Predicate<Section> FROZEN = section -> section.role() == Role.FROZEN;
    private static final RoundOf STARTING_POINT = new RoundOf(AlgorithmKey.STARTING_POINT, 0, 0);
    private static final Predicate<Section> PUBLISHED = section -> section.role().averaged();

    private final GridMaps maps;
    private final String run;

    /**
     * @param maps of a member or a client
     * @param run name of the run
     */
    public StateStore(GridMaps maps, String run) {
        this.maps = maps;
        this.run = run;
    }

    /**
     * The state from which the run's next round starts or, once it has ended, its last one.
     *
     * @throws IllegalStateException if the state is not in the grid
     */
    public State read(RunRecord record) {
        AlgorithmKey key = new AlgorithmKey(run, record.algorithm());
        List<Section> layout = Required.value(maps.algorithms().get(key), key.toString()).layout();
        Map<String, float[]> found = new HashMap<>();
        parts(record.place(), true, layout).read(FROZEN, this::committed, (section, values) ->
                found.put(section.name(), values));
        parts(record.place(), false, layout).read(FROZEN.negate(), this::committed,
                (section, values) -> found.put(section.name(), values));
        return new State(layout, layout.stream().map(section -> found.get(section.name())).toList());
    }

    private float[] committed(StateKey key) {
        return Required.value(maps.states().get(key), key.toString());
    }

    /**
     * Adds what a run begins with: its first state, and what its algorithms start from besides what those before them learned.
     *
     * @param first where the run begins
     * @param initial sections that algorithms of the run have; {@link State#EMPTY} if the run starts anew
     * @param state from which the first round starts
     */
    public void writeStart(RunRecord first, State initial, State state, ConfirmedWrites writes) {
        StartingPoint point = StartingPoint.of(initial);
        writes.write(maps.algorithms(), new AlgorithmKey(run, STARTING_POINT.algorithm()), point);
        BiConsumer<StateKey, float[]> writer = (key, values) -> writes.write(maps.states(), key, values);
        parts(STARTING_POINT, true, point.layout()).write(initial, FROZEN, writer);
        parts(first.place(), true, state.sections()).write(state, FROZEN, writer);
        parts(first.place(), false, state.sections()).write(state, FROZEN.negate(), writer);
    }

    /**
     * The {@code initial} of {@link #writeStart}.
     *
     * @throws IllegalStateException if it is not in the grid
     */
    public State startingPoint() {
        State.Builder start = new State.Builder();
        parts(STARTING_POINT, true, requireStartingPoint().layout()).read(FROZEN, this::committed, start::add);
        return start.build();
    }

    /**
     * The sections of {@link #startingPoint}.
     *
     * @throws IllegalStateException if they are not in the grid
     */
    IterativeAlgorithm requireStartingPoint() {
        AlgorithmKey key = new AlgorithmKey(run, STARTING_POINT.algorithm());
        return Required.value(maps.algorithms().get(key), key.toString());
    }

    /** Writes the first state of an algorithm, frozen sections included; done when the backups have it. */
    void writeFirst(RoundOf place, State state) {
        write(parts(place, true, state.sections()), state, FROZEN);
        write(place, state);
    }

    /** Writes what changes from round to round; done when the backups have it. */
    void write(RoundOf place, State state) {
        write(parts(place, false, state.sections()), state, FROZEN.negate());
    }

    private void write(StateParts parts, State state, Predicate<Section> chosen) {
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        parts.write(state, chosen, (key, values) -> writes.add(maps.states().setAsync(key, values).toCompletableFuture()));
        CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0])).join();
    }

    /**
     * Gives every member a round's weights under the round's own keys, so that no member can take one round for another.
     *
     * @param secondsToLive after which the entries go away by themselves
     * @param threads on which the entries are put, several at a time
     * @return done when this member and the keys' owners have them
     */
    CompletableFuture<Void> publish(RoundOf place, State state, long secondsToLive, Executor threads) {
        List<CompletableFuture<Void>> puts = new ArrayList<>();
        parts(place, false, state.sections()).write(state, PUBLISHED, (key, values) -> puts.add(CompletableFuture.runAsync(
                () -> maps.weights().put(key, values, secondsToLive, TimeUnit.SECONDS), threads)));
        return CompletableFuture.allOf(puts.toArray(new CompletableFuture<?>[0]));
    }

    /** Gives every member an algorithm's frozen sections; they stay until {@link #removeAlgorithm}. */
    void publishFrozen(RoundOf place, State state) {
        parts(place, true, state.sections()).write(state, FROZEN, (key, values) -> maps.weights().put(key, values));
    }

    /**
     * Removes what a round published, soon: entries go by themselves, too, but not before many short rounds have left theirs.
     *
     * @param threads on which entries are removed
     */
    void removePublished(RoundOf place, List<Section> layout, Executor threads) {
        parts(place, false, layout).keys(PUBLISHED).forEach(key -> threads.execute(() -> maps.weights().remove(key)));
    }

    /**
     * The parameters that the members learn from now, for whoever looks on: of the map that every member has, so that the
     * backed-up one is left in peace.
     *
     * @return the algorithm's layers and those below; empty if the round has just given way to another
     */
    public Optional<State> published(RunRecord record) {
        AlgorithmKey key = new AlgorithmKey(run, record.algorithm());
        IterativeAlgorithm algorithm = maps.algorithms().get(key);
        if (algorithm == null) {
            return Optional.empty();
        }
        State.Builder state = new State.Builder();
        Predicate<Section> learned = section -> section.role() == Role.LEARNED;
        try {
            parts(record.place(), true, algorithm.layout()).read(FROZEN, this::published, state::add);
            parts(record.place(), false, algorithm.layout()).read(learned, this::published, state::add);
        } catch (NotPublishedException e) {
            return Optional.empty();
        }
        return Optional.of(state.build());
    }

    private float[] published(StateKey key) {
        float[] values = maps.weights().get(key);
        if (values == null) {
            throw new NotPublishedException();
        }
        return values;
    }

    /** What is looked for is not there any more, or not yet. */
    private static final class NotPublishedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Removes what a round wrote, soon. */
    void removeRound(RoundOf place, List<Section> layout) {
        parts(place, false, layout).keys(FROZEN.negate()).forEach(key -> maps.states().deleteAsync(key));
    }

    /** Removes all that an algorithm left when it ended after {@code place}. */
    void removeAlgorithm(RoundOf place, List<Section> layout) {
        for (int round = Math.max(place.firstRound(), place.round() - 1); round <= place.round(); round++) {
            removeRound(new RoundOf(place.algorithm(), place.firstRound(), round), layout);
        }
        for (StateKey key : parts(place, true, layout).keys(FROZEN)) {
            maps.states().delete(key);
            maps.weights().remove(key);
        }
    }

    private StateParts parts(RoundOf place, boolean frozen, List<Section> layout) {
        return new StateParts(run, place.algorithm(), frozen ? place.firstRound() : place.round(), layout);
    }
}
