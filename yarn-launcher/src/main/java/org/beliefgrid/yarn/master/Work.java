package org.beliefgrid.yarn.master;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.yarn.spec.MasterStatus;

/** What is done with the grid once it is up. */
interface Work {
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

    /** How far it is; from any thread. */
    MasterStatus.Training progress();

    /** Content of its live page; empty if it has none, or not yet. Another one when it was started again. From any thread. */
    default Optional<PageSource> page() {
        return Optional.empty();
    }
}
