package org.beliefgrid.yarn.master;

import java.util.HashSet;
import java.util.Set;

/** Who founds the grid: one member, while all others wait for somebody to join. */
final class Founding {
    private static final int NOBODY = -1;

    private final Set<Integer> adopted = new HashSet<>();
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

    /** It is in the grid, or gone. */
    void settled(int slot) {
        adopted.remove(slot);
        founder = founder == slot ? NOBODY : founder;
    }

    /** @param grid whether members are in the grid, who can be joined */
    boolean mayJoin(int slot, boolean grid) {
        if (!grid && founder == NOBODY && adopted.isEmpty()) {
            founder = slot;
        }
        return grid || founder == slot;
    }
}
