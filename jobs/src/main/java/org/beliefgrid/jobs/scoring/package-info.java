/** Scoring in the grid: rows of files or maps through a model of the store, with the bits of an evaluation. */
package org.beliefgrid.jobs.scoring;
