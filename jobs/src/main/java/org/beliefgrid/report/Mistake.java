package org.beliefgrid.report;

/**
 * A test case that was put into a wrong class.
 *
 * @param row of the case in its source, counted from 0
 * @param label its class
 * @param predicted the class that it was put into
 * @param probability that the network gave that class
 * @param pixels [units] unsigned bytes; not modified
 */
public record Mistake(int row, int label, int predicted, double probability, byte[] pixels) {
    /** How many are kept of an evaluation: the worst, those that the network was surest of. */
    public static final int MOST_KEPT = 20;
}
