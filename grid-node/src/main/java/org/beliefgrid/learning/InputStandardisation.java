package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.INPUT_DEVIATIONS;
import static org.beliefgrid.learning.LayerSections.INPUT_MEANS;

import java.util.List;
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
        return List.of("mean");
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        return List.of(new Figure(round == 0 ? "mean value" : "mean squared deviation", mean.statistics()[0]));
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
        float[] means = start.get(INPUT_MEANS);
        boolean first = place.epoch() == 0;
        double[] sums = new double[visible];
        float[] values = new float[visible];
        for (int i = 0; i < cases.cases(); i++) {
            cases.copy(i, values, 0);
            for (int unit = 0; unit < visible; unit++) {
                double deviation = (double) values[unit] - means[unit];
                sums[unit] += first ? values[unit] : deviation * deviation;
            }
        }
        double all = 0;
        for (double sum : sums) {
            all += sum / visible;
        }
        float[] result = ExactSums.aCase(sums, cases.cases());
        return new ShardResult(first ? List.of(result, new float[visible]) : List.of(means.clone(), result), cases.cases(),
                new double[] {all});
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        if (round == 0) {
            return new State(layout(), mean.averaged());
        }
        float[] deviations = mean.averaged().get(1);
        for (int unit = 0; unit < visible; unit++) {
            deviations[unit] = deviations[unit] == 0 ? 1 : (float) Math.sqrt(deviations[unit]);
        }
        return new State(layout(), List.of(state.get(INPUT_MEANS), deviations));
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
