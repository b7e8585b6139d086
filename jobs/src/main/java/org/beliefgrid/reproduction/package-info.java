/**
 * A table of results, row by row and seed by seed: what is to be trained for it, which stacks rows share, what is done already,
 * and the document that it becomes. Trainings themselves are those of {@link org.beliefgrid.jobs.StoredTraining}.
 */
package org.beliefgrid.reproduction;
