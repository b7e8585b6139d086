package org.beliefgrid.grid;

import java.io.IOException;
import java.util.UUID;

/**
 * Decides between drivers that cannot see each other. In a split cluster each side has its own copy of the run record, so a
 * driver also claims its generation in one place outside of the grid, of which there is only one.
 */
public interface RunFence {
    /** Key of the fence in a member's user context. */
    String CONTEXT_KEY = "beliefgrid.runFence";

    /** Who has a generation of a run. */
    enum Owner {
        /** The driver that asks, from now on. */
        CALLER,
        /** Another driver of the same incarnation: of this grid, or of the other side of it if it is split. */
        SAME_GRID,
        /** A driver of another grid, into which the run was brought; or nobody any more, because the run has ended. */
        OTHER_GRID
    }

    /**
     * Claims a generation of a run.
     *
     * @param incarnation of the run that the driver turns
     */
    Owner claim(String run, long generation, String incarnation) throws IOException;

    /**
     * Decides which of two members that have lost sight of each other goes on, with all runs: the first that asks.
     *
     * @return whether it is the one that asks
     * @throws IOException if that cannot be told now
     */
    boolean goesOn(UUID member, UUID lost) throws IOException;

    /** Gives up all claims of a run that has ended, and what was kept to go on with it. */
    void release(String run) throws IOException;
}
