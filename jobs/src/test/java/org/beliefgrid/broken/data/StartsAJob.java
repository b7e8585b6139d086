package org.beliefgrid.broken.data;

import org.beliefgrid.broken.jobs.Job;

/** Part of grid-node, but knows a job. */
public final class StartsAJob {
    private StartsAJob() {
    }

    public static Job start() {
        return new Job("load");
    }
}
