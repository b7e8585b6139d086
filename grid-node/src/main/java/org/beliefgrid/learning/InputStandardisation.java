package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.INPUT_DEVIATIONS;
import static org.beliefgrid.learning.LayerSections.INPUT_MEANS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.scoring.ForwardPass.Cases;

/**
 * Mean and standard deviation of each unit of the data over all training cases, for Gaussian visible units, whose noise has
 * deviation 1 (Hinton's Practical Guide, section 13.2; see {@link org.beliefgrid.model.Standardisation}). Held-out cases are
 * standardised by them, too, but do not enter. Two rounds, each an exact mean over the shards: the means, then the mean
 * squared deviations from them. A unit that is the same in all training cases gets the deviation 1, and so the value 0 in
 * them.
 *
 * <p>Data are as large or as small as they are, and the units of a section, which follow from the state that a round started
 * from, do not suit all of them. So a shard sends its sums as {@link WideSum}s among its statistics; in its sections are zeros,
 * and what is not finite, which ends the run by its name.
 *
 * @param visible units of the data
 */
public record InputStandardisation(int visible) implements ExactSums {
    private static final int ROUNDS = 2;

    @Override
    public String name() {
        return "standardisation";
    }

    @Override
    public String stepSize() {
        return "no step size: look at the data";
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public List<Section> layout() {
        return LayerSections.input(visible, Role.LEARNED);
    }

    @Override
    public List<String> statistics() {
        return IntStream.range(0, visible * WideSum.DIGITS).mapToObj(i -> "digit %d of unit %d".formatted(i % WideSum.DIGITS,
                i / WideSum.DIGITS)).toList();
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        return List.of(new Figure(round == 0 ? "mean value" : "mean squared deviation",
                Arrays.stream(means(mean)).map(value -> value / visible).sum()));
    }

    @Override
    public State start(State previous) {
        return previous.has(INPUT_MEANS) ? new State(layout(), List.of(previous.get(INPUT_MEANS),
                previous.get(INPUT_DEVIATIONS))) : new State(layout(), List.of(new float[visible], new float[visible]));
    }

    /** At once with a standardisation to start from: a model keeps the one that it was trained with. */
    @Override
    public boolean finished(State state, int rounds) {
        return rounds == 0 ? state.get(INPUT_DEVIATIONS)[0] > 0 : rounds >= ROUNDS;
    }

    /** As loaded: what would standardise them is what is looked for. */
    @Override
    public ShardCases prepare(ShardCases cases, State state) {
        return cases;
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        double[] sums = place.epoch() == 0 ? sums(cases) : squares(cases, start.get(INPUT_MEANS));
        double[] digits = new double[visible * WideSum.DIGITS];
        float[] notFinite = new float[visible];
        for (int unit = 0; unit < visible; unit++) {
            if (Double.isFinite(sums[unit])) {
                WideSum.split(sums[unit], digits, unit * WideSum.DIGITS);
            } else {
                notFinite[unit] = (float) sums[unit];
            }
        }
        return new ShardResult(List.of(notFinite, new float[visible]), cases.cases(), digits);
    }

    private double[] sums(ShardCases cases) {
        double[] sums = new double[visible];
        float[] values = new float[visible];
        for (int i = 0; i < cases.cases(); i++) {
            cases.copy(i, values, 0);
            for (int unit = 0; unit < visible; unit++) {
                sums[unit] += values[unit];
            }
        }
        return sums;
    }

    private double[] squares(ShardCases cases, float[] means) {
        double[] sums = new double[visible];
        float[] values = new float[visible];
        for (int i = 0; i < cases.cases(); i++) {
            cases.copy(i, values, 0);
            for (int unit = 0; unit < visible; unit++) {
                double deviation = (double) values[unit] - means[unit];
                sums[unit] += deviation * deviation;
            }
        }
        return sums;
    }

    /** What was summed in a round, a case; so exact that the mean of equal floats is that float. */
    private double[] means(Mean mean) {
        return IntStream.range(0, visible).mapToDouble(unit -> WideSum.join(mean.statistics(), unit * WideSum.DIGITS)).toArray();
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        double[] means = means(mean);
        float[] result = new float[visible];
        for (int unit = 0; unit < visible; unit++) {
            float found = (float) (round == 0 ? means[unit] : Math.sqrt(means[unit]));
            result[unit] = round > 0 && found == 0 ? 1 : found;
        }
        return new State(layout(), round == 0 ? List.of(result, new float[visible])
                : List.of(state.get(INPUT_MEANS), result));
    }

    /** What standardises the cases in the state of an algorithm that comes later, if something does. */
    static List<Section> frozen(int visible, boolean standardised) {
        return standardised ? LayerSections.input(visible, Role.FROZEN) : List.of();
    }

    /**
     * Reads cases as the lowest layer does: standardised, if the state has what that takes. Not thread-safe.
     *
     * @param cases as loaded
     */
    static Cases reader(ShardCases cases, State state) {
        if (!state.has(INPUT_MEANS)) {
            return cases::copy;
        }
        float[] means = state.get(INPUT_MEANS);
        float[] deviations = state.get(INPUT_DEVIATIONS);
        float[] one = new float[means.length];
        return (index, out, offset) -> {
            cases.copy(index, one, 0);
            Elementwise.standardise(one, 1, means, deviations);
            System.arraycopy(one, 0, out, offset, one.length);
        };
    }

    /**
     * Cases as the lowest layer reads them: the same ones, or their standardised values if the state has what that takes.
     *
     * @param cases as loaded, held-out ones included
     */
    static ShardCases prepared(ShardCases cases, State state) {
        if (!state.has(INPUT_MEANS)) {
            return cases;
        }
        Cases reader = reader(cases, state);
        float[] values = new float[Math.multiplyExact(cases.all(), cases.units())];
        for (int i = 0; i < cases.all(); i++) {
            reader.copy(i, values, i * cases.units());
        }
        return cases.withValues(cases.units(), values);
    }
}
