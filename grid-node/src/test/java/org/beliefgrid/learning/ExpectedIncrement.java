package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.beliefgrid.model.UnitKind;

/**
 * What CD-k adds to the parameters of a tiny machine in expectation, and the deviation of it from case to case. Nothing is
 * drawn: states of Bernoulli and softmax units are enumerated, each with its probability, and noise is integrated out by
 * Simpson's rule over the density of what it makes. A noisy rectified unit (Nair and Hinton 2010) of total input x has the
 * density of a normal variable of mean x and variance {@code 1 / (1 + exp(-x))} above 0, and is 0 with the probability that is
 * left. Statistics are of mean activations of the hidden units, {@code max(0, x)} of rectified ones, as documented.
 */
final class ExpectedIncrement {
    private static final double FARTHEST = 8;
    private static final double NEGLIGIBLE = 1e-15;

    /** Variance of a rectified unit's noise by its total input. */
    static final DoubleUnaryOperator LOGISTIC = x -> 1 / (1 + Math.exp(-x));

    private final UnitKind visibleKind;
    private final UnitKind hiddenKind;
    private final boolean samples;
    private final boolean shownSamples;
    private final int intervals;
    private final DoubleUnaryOperator variance;
    private final double[] weights;
    private final double[] visibleBiases;
    private final double[] hiddenBiases;
    private final double[] labelWeights;
    private final double[] labelBiases;

    /** A value of a unit with its probability. */
    private record Outcome(double value, double probability) {
    }

    /** States of all units of one side. */
    private interface Outcomes {
        void take(double[] values, double probability);
    }

    /** Mean and deviation of every number of the increment, sections one after the other. */
    record Moments(double[] means, double[] deviations) {
    }

    /**
     * @param algorithm kinds of units, labels, and whether states are drawn for the reconstruction and of what is shown
     * @param parameters weights, visible biases, hidden biases, and the labels' weights and biases where it has labels
     * @param intervals of Simpson's rule, an even number
     * @param variance of a rectified unit's noise: {@link #LOGISTIC}, or another to see that it would be found
     */
    ExpectedIncrement(RbmPretraining algorithm, List<float[]> parameters, int intervals, DoubleUnaryOperator variance) {
        visibleKind = algorithm.visibleKind();
        hiddenKind = algorithm.hiddenKind();
        samples = algorithm.settings().sampling().reconstruction() == Reconstruction.SAMPLES;
        shownSamples = algorithm.shownSamples();
        this.intervals = intervals;
        this.variance = variance;
        weights = doubles(parameters.get(0));
        visibleBiases = doubles(parameters.get(1));
        hiddenBiases = doubles(parameters.get(2));
        labelWeights = algorithm.classes() == 0 ? new double[0] : doubles(parameters.get(3));
        labelBiases = algorithm.classes() == 0 ? new double[0] : doubles(parameters.get(4));
    }

    /**
     * Moments of the increment of a data set in which every case lies equally often, by case: the deviation is that of the
     * draws alone, the root of the mean variance.
     */
    Moments of(float[][] data, int[] labels, int cdSteps) {
        double[] sums = new double[numbers()];
        double[] variances = new double[numbers()];
        for (int i = 0; i < data.length; i++) {
            double[] first = new double[numbers()];
            double[] second = new double[numbers()];
            double[] label = label(labels[i]);
            forEach(shown(data[i]), (visible, probability) -> {
                double[] positive = statistics(visible, label);
                forEachReconstruction(visible, label, cdSteps, probability, (side, weight) -> {
                    double[] negative = statistics(Arrays.copyOf(side, visible.length),
                            Arrays.copyOfRange(side, visible.length, side.length));
                    for (int p = 0; p < first.length; p++) {
                        first[p] += weight * (positive[p] - negative[p]);
                        second[p] += weight * Math.pow(positive[p] - negative[p], 2);
                    }
                });
            });
            for (int p = 0; p < first.length; p++) {
                sums[p] += first[p] / data.length;
                variances[p] += Math.max(0, second[p] - first[p] * first[p]) / data.length;
            }
        }
        return new Moments(sums, Arrays.stream(variances).map(Math::sqrt).toArray());
    }

    private int numbers() {
        return weights.length + visibleBiases.length + hiddenBiases.length + labelWeights.length + labelBiases.length;
    }

    private double[] label(int label) {
        double[] units = new double[labelBiases.length];
        if (units.length > 0 && label != ShardCases.UNLABELLED) {
            units[label] = 1;
        }
        return units;
    }

    /** What the machine is shown of a case: itself, or states that are drawn from the total inputs kept of it. */
    private List<List<Outcome>> shown(float[] values) {
        List<List<Outcome>> units = new ArrayList<>();
        for (float value : values) {
            units.add(shownSamples ? states(visibleKind, value) : List.of(new Outcome(value, 1)));
        }
        return units;
    }

    /** All visible sides, labels behind the visible units, that a chain may end in. Equal ones on the way are one. */
    private void forEachReconstruction(double[] visible, double[] label, int cdSteps, double probability, Outcomes end) {
        Map<List<Double>, Double> sides = Map.of(side(visible, label), probability);
        for (int step = 1; step < cdSteps; step++) {
            Map<List<Double>, Double> next = new LinkedHashMap<>();
            sides.forEach((side, weight) -> forEachStep(side, weight,
                    (values, each) -> next.merge(side(values, new double[0]), each, Double::sum)));
            sides = next;
        }
        sides.forEach((side, weight) -> forEachStep(side, weight, end));
    }

    private static List<Double> side(double[] visible, double[] label) {
        List<Double> side = new ArrayList<>();
        Arrays.stream(visible).forEach(side::add);
        Arrays.stream(label).forEach(side::add);
        return List.copyOf(side);
    }

    /** From a visible side to hidden states, and from those to the visible sides that follow. */
    private void forEachStep(List<Double> side, double probability, Outcomes next) {
        double[] all = side.stream().mapToDouble(Double::doubleValue).toArray();
        double[] visible = Arrays.copyOf(all, visibleBiases.length);
        double[] label = Arrays.copyOfRange(all, visibleBiases.length, all.length);
        boolean labelled = Arrays.stream(label).sum() > 0;
        List<List<Outcome>> hidden = new ArrayList<>();
        for (double input : hiddenInputs(visible, label)) {
            hidden.add(states(hiddenKind, input));
        }
        forEach(hidden, (states, ofHidden) -> {
            List<List<Outcome>> units = new ArrayList<>();
            for (double input : inputs(visibleBiases, weights, states)) {
                units.add(samples ? states(visibleKind, input) : List.of(new Outcome(mean(visibleKind, input), 1)));
            }
            forEach(units, (values, ofVisible) -> forEachLabel(states, labelled, (group, ofLabel) -> next.take(
                    join(values, group), probability * ofHidden * ofVisible * ofLabel)));
        });
    }

    private void forEachLabel(double[] hidden, boolean labelled, Outcomes outcomes) {
        double[] probabilities = new double[labelBiases.length];
        if (!labelled) {
            outcomes.take(probabilities, 1);
            return;
        }
        double[] exponentials = Arrays.stream(inputs(labelBiases, labelWeights, hidden)).map(Math::exp).toArray();
        double sum = Arrays.stream(exponentials).sum();
        for (int label = 0; label < probabilities.length; label++) {
            probabilities[label] = exponentials[label] / sum;
            if (samples) {
                outcomes.take(label(label), probabilities[label]);
            }
        }
        if (!samples) {
            outcomes.take(probabilities, 1);
        }
    }

    private static double[] join(double[] a, double[] b) {
        double[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /** Every combination of the units' outcomes. */
    private static void forEach(List<List<Outcome>> units, Outcomes outcomes) {
        forEach(units, new double[units.size()], 0, 1, outcomes);
    }

    private static void forEach(List<List<Outcome>> units, double[] values, int unit, double probability, Outcomes outcomes) {
        if (unit == values.length) {
            outcomes.take(values, probability);
            return;
        }
        for (Outcome outcome : units.get(unit)) {
            if (probability * outcome.probability > NEGLIGIBLE) {
                values[unit] = outcome.value;
                forEach(units, values, unit + 1, probability * outcome.probability, outcomes);
            }
        }
    }

    private List<Outcome> states(UnitKind kind, double input) {
        return switch (kind) {
            case BERNOULLI -> List.of(new Outcome(1, LOGISTIC.applyAsDouble(input)),
                    new Outcome(0, 1 - LOGISTIC.applyAsDouble(input)));
            case GAUSSIAN -> normal(input, 1, input - FARTHEST);
            case RECTIFIED -> {
                double deviation = Math.sqrt(variance.applyAsDouble(input));
                List<Outcome> states = normal(input, deviation, Math.max(0, input - FARTHEST * deviation));
                double above = states.stream().mapToDouble(Outcome::probability).sum();
                states.add(new Outcome(0, 1 - above));
                yield states;
            }
        };
    }

    /** A normal variable from a bound upwards: Simpson's nodes and weights times the density. */
    private List<Outcome> normal(double mean, double deviation, double from) {
        double to = Math.max(from, mean) + FARTHEST * deviation;
        double step = (to - from) / intervals;
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i <= intervals; i++) {
            double value = from + i * step;
            double simpson = step / 3 * (i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2);
            double distance = (value - mean) / deviation;
            double density = Math.exp(-distance * distance / 2) / (deviation * Math.sqrt(2 * Math.PI));
            outcomes.add(new Outcome(value, simpson * density));
        }
        return outcomes;
    }

    private static double mean(UnitKind kind, double input) {
        return switch (kind) {
            case BERNOULLI -> LOGISTIC.applyAsDouble(input);
            case GAUSSIAN -> input;
            case RECTIFIED -> Math.max(0, input);
        };
    }

    private double[] hiddenInputs(double[] visible, double[] label) {
        double[] inputs = hiddenBiases.clone();
        for (int j = 0; j < inputs.length; j++) {
            for (int i = 0; i < visible.length; i++) {
                inputs[j] += visible[i] * weights[i * inputs.length + j];
            }
            for (int y = 0; y < label.length; y++) {
                inputs[j] += label[y] * labelWeights[y * inputs.length + j];
            }
        }
        return inputs;
    }

    private static double[] inputs(double[] biases, double[] weights, double[] hidden) {
        double[] inputs = biases.clone();
        for (int i = 0; i < inputs.length; i++) {
            for (int j = 0; j < hidden.length; j++) {
                inputs[i] += hidden[j] * weights[i * hidden.length + j];
            }
        }
        return inputs;
    }

    /** Products and units of one visible side, with the hidden means that belong to it. */
    private double[] statistics(double[] visible, double[] label) {
        double[] hidden = Arrays.stream(hiddenInputs(visible, label)).map(input -> mean(hiddenKind, input)).toArray();
        return join(join(join(products(visible, hidden), visible), hidden), join(products(label, hidden), label));
    }

    private static double[] products(double[] a, double[] b) {
        double[] products = new double[a.length * b.length];
        for (int i = 0; i < products.length; i++) {
            products[i] = a[i / b.length] * b[i % b.length];
        }
        return products;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
