package org.beliefgrid.grid;

import java.io.IOException;

/**
 * Decides between drivers that cannot see each other. In a split cluster each side has its own copy of the run record, so a
 * driver also claims its generation in one place outside of the grid, of which there is only one.
 */
public interface RunFence {
    /** Key of the fence in a member's user context. */
    String CONTEXT_KEY = "beliefgrid.runFence";

    /**
     * Claims a generation of a run.
     *
     * @return false if another driver has it
     */
    boolean claim(String run, long generation) throws IOException;

    /** Gives up all claims of a run that has ended, and what was kept to go on with it. */
    void release(String run) throws IOException;
}
