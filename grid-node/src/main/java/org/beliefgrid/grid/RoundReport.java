package org.beliefgrid.grid;

/**
 * What a round brought, for whoever watches.
 *
 * @param round averaging, counted through the run from 0
 * @param algorithm what was trained, such as {@code fine-tuning}
 * @param epoch epoch of that algorithm that ended, counted from 1
 * @param epochs epochs that it takes
 * @param statistic name of its first statistic
 * @param value mean of that statistic a case
 * @param cases cases learned from
 * @param seconds wall-clock time of the round
 */
public record RoundReport(int round, String algorithm, int epoch, int epochs, String statistic, double value, long cases,
                          double seconds) {
}
