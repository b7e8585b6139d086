package org.beliefgrid.grid;

/**
 * Where in its run a round stands.
 *
 * @param round averaging, counted through the run from 0
 * @param algorithm what was trained, such as {@code fine-tuning}
 * @param layer that it trains, counted from 1 at the data; 0 if it trains none, or all together
 * @param epoch epoch of that algorithm, counted from 1; {@code epochs + 1} in a round that only looks at the result
 * @param epochs epochs that it takes
 * @param endsEpoch whether it is the last round of its epoch, or of the algorithm
 */
public record RoundStage(int round, String algorithm, int layer, int epoch, int epochs, boolean endsEpoch) {
}
