package org.beliefgrid.broken.math;

import com.hazelcast.core.HazelcastInstance;

/** Part of model-store, but asks the grid. */
public final class ReachesForTheGrid {
    private ReachesForTheGrid() {
    }

    public static String name(HazelcastInstance grid) {
        return grid.getName();
    }
}
