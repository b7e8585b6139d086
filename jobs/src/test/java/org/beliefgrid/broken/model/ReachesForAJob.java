package org.beliefgrid.broken.model;

import org.beliefgrid.broken.jobs.Job;

/** Part of model-store, but knows a job. */
public record ReachesForAJob(Job job) {
}
