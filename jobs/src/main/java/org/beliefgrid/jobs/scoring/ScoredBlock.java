package org.beliefgrid.jobs.scoring;

import org.beliefgrid.scoring.Score;

/**
 * The scores of a block of rows.
 *
 * @param number of the block among those of its reader
 * @param firstRow number of the first row in the whole source
 * @param scores one a row
 */
record ScoredBlock(long number, long firstRow, Score[] scores) {
}
