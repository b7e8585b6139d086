/**
 * How fast it is, beside how fast it could be: the epoch kernels against the bare products of their mini-batches, the grid's
 * epoch against the kernels without a grid, whole runs, memory, loading and scoring. Reads what users run; nothing here is
 * used by training.
 */
package org.beliefgrid.bench;
