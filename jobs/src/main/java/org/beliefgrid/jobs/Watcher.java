package org.beliefgrid.jobs;

import java.util.List;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.learning.IterativeAlgorithm;

/**
 * Who follows a training. Rounds come on other threads than the rest; what is thrown here ends the training's caller, not the
 * run.
 */
public interface Watcher {
    /** The members' store knows of the run: from now on it can be gone on with. */
    void begun();

    /** Something that people want to know. */
    void says(String line);

    /**
     * The rounds begin, or somebody begins to watch them.
     *
     * @param algorithms of the run
     * @param algorithm index of the first one that is not done
     * @param rounds of it that are done
     */
    void starts(List<IterativeAlgorithm> algorithms, int algorithm, int rounds);

    /** A round is done. After a fault of the grid one may come twice. */
    void round(RoundReport report);

    /** No more rounds follow. */
    void ends();
}
