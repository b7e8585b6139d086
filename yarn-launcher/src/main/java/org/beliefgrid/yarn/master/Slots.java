package org.beliefgrid.yarn.master;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.beliefgrid.yarn.master.Slot.State;
import org.beliefgrid.yarn.spec.MasterStatus;

/** All slots by number, and what can be seen by looking over them. Belongs to the thread of the master. */
final class Slots {
    private final TreeMap<Integer, Slot> slots = new TreeMap<>();

    /** As many live slots as members wanted: retired ones first. */
    void fillUp(int wanted, long now) {
        for (int number = 0; live().count() < wanted; number++) {
            if (find(number).filter(slot -> !slot.is(State.RETIRED)).isEmpty()) {
                make(number).emptied(now, 0);
            }
        }
    }

    Optional<Slot> find(int number) {
        return Optional.ofNullable(slots.get(number));
    }

    /** The slot of this number, a new one if there is none. */
    Slot make(int number) {
        return slots.computeIfAbsent(number, Slot::new);
    }

    /** Whose container this is now. */
    Optional<Slot> holder(String container) {
        return slots.values().stream().filter(slot -> slot.holds(container)).findFirst();
    }

    Collection<Slot> all() {
        return List.copyOf(slots.values());
    }

    /** Those in one of these states, by number. */
    Stream<Slot> in(State... states) {
        return slots.values().stream().filter(slot -> slot.is(states));
    }

    /** Those that have a member, or shall have one. */
    Stream<Slot> live() {
        return slots.values().stream().filter(slot -> !slot.is(State.RETIRED, State.LEAVING));
    }

    boolean areRetired() {
        return slots.values().stream().allMatch(slot -> slot.is(State.RETIRED));
    }

    /** Addresses of those in the grid, who came first in front. */
    List<String> addresses(long now) {
        return in(State.MEMBER, State.LEAVING).sorted(Comparator.comparingLong(slot -> -slot.age(now))).map(Slot::address)
                .toList();
    }

    /** For how long the slot that YARN was asked for longest has waited. */
    long longestAsked(long now) {
        return in(State.ASKED).mapToLong(slot -> slot.age(now)).max().orElse(0);
    }

    List<MasterStatus.Slot> status() {
        return slots.values().stream().map(Slot::status).toList();
    }

    /** What the slots without a member wait for. */
    String missing() {
        long asked = in(State.ASKED).count();
        long starting = in(State.STARTING, State.JOINING).count();
        long empty = in(State.EMPTY).count();
        List<String> parts = new ArrayList<>();
        if (asked > 0) {
            parts.add("%d %s not given by YARN".formatted(asked, asked == 1 ? "container was" : "containers were"));
        }
        if (starting > 0) {
            parts.add("%d started, but did not join".formatted(starting));
        }
        if (empty > 0) {
            parts.add("%d ended and wait for their next try".formatted(empty));
        }
        return String.join(", ", parts);
    }
}
