package org.beliefgrid.broken.jobs;

/** Something of jobs that lower modules reach for. */
public record Job(String name) {
}
