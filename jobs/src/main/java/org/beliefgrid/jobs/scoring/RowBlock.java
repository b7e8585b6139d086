package org.beliefgrid.jobs.scoring;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.scoring.ForwardPass.Cases;

/**
 * Some rows of a source on their way to a scorer, which makes numbers of them: that is work for as many threads as there are.
 */
public interface RowBlock {
    /** The block's number among those of its reader, from 0. */
    long number();

    /** Number of the first row in the whole source, from 0. */
    long firstRow();

    /** Number of rows, at least 1. */
    int count();

    /**
     * The rows' values.
     *
     * @param units values that a row must have
     * @throws BadInputException if a row has others, or what is not a finite number, and that ends the job
     */
    Cases values(int units) throws BadInputException;

    /**
     * Why a row is not scored, though it does not end the job; empty if it is. Only after {@link #values}, by the same thread.
     *
     * @param index of the row in this block
     */
    default String problem(int index) {
        return "";
    }
}
