/**
 * The grid's side of an iterative run: blocks of cases at their key owners, the task that runs a shard's epoch there, the
 * exact mean of what the shards learned, the weights on their way to the tasks, and the driver that turns the round.
 */
package org.beliefgrid.grid;
