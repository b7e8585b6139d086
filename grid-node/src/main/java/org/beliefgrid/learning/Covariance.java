package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Matrix;

/**
 * Means and covariance of the units of the data over all cases to learn from, in two rounds of exact means: the means, then the
 * mean products of the deviations from them. What principal component analysis leaves over follows from its eigenvalues.
 *
 * @param visible units of the data, 1 and up
 * @param standardised whether cases are standardised by an {@link InputStandardisation} before
 * @param names of sections of the algorithm before that are carried along by the driver, for the result
 * @param lengths of these sections
 */
public record Covariance(int visible, boolean standardised, String[] names, int[] lengths) implements ExactSums {
    /** Section of the means, [visible]. */
    public static final String MEANS = "covariance.means";
    /** Section of the covariance, [visible x visible]. */
    public static final String MATRIX = "covariance.matrix";
    private static final int ROUNDS = 2;
    private static final int AT_ONCE = 480;

    @Override
    public String name() {
        return "covariance";
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
        List<Section> carried = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            carried.add(new Section(names[i], lengths[i], Role.DRIVER));
        }
        return LayerSections.join(InputStandardisation.frozen(visible, standardised),
                List.of(new Section(MEANS, visible, Role.LEARNED),
                new Section(MATRIX, Math.multiplyExact(visible, visible), Role.LEARNED)), List.of(), carried);
    }

    @Override
    public List<String> statistics() {
        return List.of("mean value or total variance");
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        return List.of(new Figure(round == 0 ? "mean value" : "total variance", mean.statistics()[0]));
    }

    @Override
    public State start(State previous) {
        return ExactSums.begin(layout(), previous, section -> section.role() != Role.LEARNED);
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        if (place.epoch() == 0) {
            float[] means = means(cases);
            double sum = 0;
            for (float mean : means) {
                sum += (double) mean * cases.cases() / visible;
            }
            return new ShardResult(List.of(means, new float[visible * visible]), cases.cases(), new double[] {sum});
        }
        double[] sums = products(cases, start.get(MEANS));
        double trace = 0;
        for (int i = 0; i < sums.length; i += visible + 1) {
            trace += sums[i];
        }
        return new ShardResult(List.of(start.get(MEANS).clone(), ExactSums.aCase(sums, cases.cases())), cases.cases(),
                new double[] {trace});
    }

    private float[] means(ShardCases cases) {
        double[] sums = new double[visible];
        float[] values = new float[visible];
        for (int i = 0; i < cases.cases(); i++) {
            cases.copy(i, values, 0);
            for (int unit = 0; unit < visible; unit++) {
                sums[unit] += values[unit];
            }
        }
        return ExactSums.aCase(sums, cases.cases());
    }

    /** Sums of the products of deviations: those of some hundred cases by one product, these then in doubles. */
    private double[] products(ShardCases cases, float[] means) {
        double[] sums = new double[visible * visible];
        float[] values = new float[Math.max(visible, sums.length)];
        try (Matrix deviations = new Matrix(AT_ONCE, visible); Matrix product = new Matrix(visible, visible)) {
            for (int first = 0; first < cases.cases(); first += AT_ONCE) {
                Cancellation.check();
                int count = Math.min(AT_ONCE, cases.cases() - first);
                for (int row = 0; row < count; row++) {
                    cases.copy(first + row, values, 0);
                    for (int unit = 0; unit < visible; unit++) {
                        values[unit] -= means[unit];
                    }
                    deviations.set(row, values, 0, visible);
                }
                Blas.transposedProduct(1, deviations.first(count), deviations.first(count), 0, product.all());
                product.get(values, sums.length);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += values[i];
                }
            }
        }
        return sums;
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        return round == 0 ? state.with(Map.of(MEANS, mean.averaged().get(0)))
                : state.with(Map.of(MATRIX, mean.averaged().get(1)));
    }
}
