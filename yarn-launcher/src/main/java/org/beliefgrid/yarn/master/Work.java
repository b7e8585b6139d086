package org.beliefgrid.yarn.master;

import java.util.List;
import java.util.function.Consumer;

/** What is done with the grid once it is up. */
interface Work {
    /**
     * How far it is.
     *
     * @param phase what is trained now, empty before
     * @param epoch that was done last in it
     * @param epochs of it
     * @param figures of that epoch as text
     * @param fraction of everything, 0 to 1
     * @param lines that were printed last
     */
    record Progress(String phase, int epoch, int epochs, String figures, double fraction, List<String> lines) {
        static final Progress NONE = new Progress("", 0, 0, "", 0, List.of());
    }

    /**
     * How it ended.
     *
     * @param end in what way
     * @param text result or reason
     */
    record Outcome(End end, String text) {
        enum End {
            SUCCEEDED, FAILED, KILLED,
            /** The grid went away: it can be gone on with in another one. */
            GRID_LOST
        }
    }

    /**
     * Begins; returns at once.
     *
     * @param addresses of members
     * @param again whether it was begun before
     * @param ended is told the outcome, once, on another thread
     */
    void start(List<String> addresses, boolean again, Consumer<Outcome> ended);

    /** Ends it in good order; {@code ended} is told when it has. Returns at once. */
    void cancel();

    Progress progress();
}
