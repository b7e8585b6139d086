package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import java.util.Optional;

/** A command whose work in a standing grid can go on without it. */
interface Submittable extends Command {
    /**
     * Has the command end as soon as the grid has its job. After its options are parsed.
     *
     * @param grid a client of the grid, which somebody else shuts down; empty if options say which grid
     */
    void detach(Optional<HazelcastInstance> grid);
}
