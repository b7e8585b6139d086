package org.beliefgrid.yarn.master;

import java.util.HashSet;
import java.util.Set;

/** Who founds the grid: one member, while all others wait for somebody to join. */
final class Founding {
    private static final int NOBODY = -1;

    private final Set<Integer> adopted = new HashSet<>();
    private final Set<Integer> met = new HashSet<>();
    private int founder = NOBODY;

    /** A member of an earlier attempt: it is in a grid, most likely, so that nobody founds another one. */
    void adopted(int slot) {
        adopted.add(slot);
    }

    boolean isAdopted(int slot) {
        return adopted.contains(slot);
    }

    /** It is in no grid, and waits like one that has just started. */
    void outside(int slot) {
        adopted.remove(slot);
    }

    /** It is in the grid. */
    void joined(int slot) {
        if (adopted.remove(slot)) {
            met.add(slot);
        }
        founder = founder == slot ? NOBODY : founder;
    }

    /** It is gone. */
    void gone(int slot) {
        adopted.remove(slot);
        met.remove(slot);
        founder = founder == slot ? NOBODY : founder;
    }

    /** Whether a member of an earlier attempt has not said where it is. */
    boolean awaitsAdopted() {
        return !adopted.isEmpty();
    }

    /** Whether the grid is that of an earlier attempt. */
    boolean goesOn() {
        return !met.isEmpty();
    }

    /** @param grid whether members are in the grid, who can be joined */
    boolean mayJoin(int slot, boolean grid) {
        if (!grid && founder == NOBODY && adopted.isEmpty()) {
            founder = slot;
        }
        return grid || founder == slot;
    }
}
