package org.beliefgrid.grid;

import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.learning.Figure;

/**
 * What a round brought, for whoever watches.
 *
 * @param round averaging, counted through the run from 0
 * @param algorithm what was trained, such as {@code fine-tuning}
 * @param epoch epoch of that algorithm, counted from 1; {@code epochs + 1} in a round that only looks at the result
 * @param epochs epochs that it takes
 * @param endsEpoch whether it is the last round of its epoch, or of the algorithm
 * @param names of the figures measured
 * @param values of the figures measured
 * @param units of the figures measured
 * @param cases cases learned from, 0 in a round that only looks
 * @param seconds wall-clock time of the round
 */
public record RoundReport(int round, String algorithm, int epoch, int epochs, boolean endsEpoch, String[] names, double[] values,
                          String[] units, long cases, double seconds) {
    /** What was measured, the most important first. */
    public List<Figure> figures() {
        return IntStream.range(0, names.length).mapToObj(i -> new Figure(names[i], values[i], units[i])).toList();
    }
}
