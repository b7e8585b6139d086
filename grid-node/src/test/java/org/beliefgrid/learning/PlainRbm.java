package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.beliefgrid.model.Sparsity;
import org.beliefgrid.model.UnitKind;

/**
 * A round of a restricted Boltzmann machine's training written from the definitions, case by case in doubles, with all kinds of
 * units, labels, persistent chains, sparsity and forms of descent, and the draws of the same places. Case and chain are loops
 * here and rows there; nothing is shared but the draws.
 */
final class PlainRbm {
    private final RbmPretraining algorithm;
    private final ShardCases cases;
    private final RoundPlace place;
    private final int v;
    private final int h;
    private final int classes;
    private final boolean samples;
    private final Map<String, double[]> state = new LinkedHashMap<>();
    private final Map<String, double[]> gradient = new LinkedHashMap<>();
    private final String w;
    private final String a;
    private final String b;
    private final String u = "labels.weights";
    private final String d = "labels.biases";
    private final String activity;
    private double[][] chains;
    /** The hidden states that the last reconstruction of each row came from. */
    private final double[][] lastStates;
    private double squaredError;

    PlainRbm(RbmPretraining algorithm, ShardCases cases, State start, RoundPlace place) {
        this.algorithm = algorithm;
        this.cases = cases;
        this.place = place;
        v = algorithm.visible();
        h = algorithm.hidden();
        classes = algorithm.classes();
        samples = algorithm.settings().sampling().reconstruction() == Reconstruction.SAMPLES;
        lastStates = new double[size()][];
        String layer = "layer" + algorithm.layer();
        w = layer + ".weights";
        a = layer + ".visibleBiases";
        b = layer + ".hiddenBiases";
        activity = layer + ".activity";
        for (Section section : start.sections()) {
            state.put(section.name(), doubles(start.get(section.name())));
        }
        for (Section section : start.of(Role.LEARNED)) {
            gradient.put(section.name(), new double[section.length()]);
        }
        if (start.has(layer + ".chains")) {
            double[] flat = state.get(layer + ".chains");
            chains = new double[size()][];
            Arrays.setAll(chains, chain -> Arrays.copyOfRange(flat, chain * h, (chain + 1) * h));
        }
    }

    private int size() {
        return Math.min(algorithm.averaging().miniBatch(), cases.cases());
    }

    double[] get(String section) {
        return state.get(section);
    }

    double squaredError() {
        return squaredError;
    }

    double[][] chains() {
        return chains;
    }

    PlainRbm round() {
        int[] order = new CounterStream(algorithm.seed(), Purpose.CASE_ORDER, place.firstRoundOfEpoch(), place.shard(),
                place.pass()).permutation(cases.cases());
        int begin = algorithm.averaging().first(order.length, place.part());
        int end = begin + algorithm.averaging().count(order.length, place.part());
        int before = place.pass() * ((end - begin + size() - 1) / size());
        for (int first = begin, batch = before; first < end; first += size(), batch++) {
            miniBatch(Arrays.copyOfRange(order, first, Math.min(end, first + size())), batch);
        }
        return this;
    }

    /** What one side of the gradient is made of. */
    private record Phase(double[] visible, double[] label, double[] hidden) {
    }

    private void miniBatch(int[] members, int batch) {
        gradient.values().forEach(values -> Arrays.fill(values, 0));
        List<Phase> data = new ArrayList<>();
        List<double[]> states = new ArrayList<>();
        for (int row = 0; row < members.length; row++) {
            double[] visible = shown(members[row], batch, row);
            double[] label = new double[classes];
            if (classes > 0 && cases.label(members[row]) != ShardCases.UNLABELLED) {
                label[cases.label(members[row])] = 1;
            }
            double[] inputs = hiddenInputs(visible, label);
            data.add(new Phase(visible, label, means(algorithm.hiddenKind(), inputs)));
            states.add(drawn(algorithm.hiddenKind(), inputs, draws(Purpose.HIDDEN_STATES, batch, 0, h, row)));
        }
        boolean persistent = algorithm.persistent();
        if (persistent && chains == null) {
            chains = states.toArray(double[][]::new);
        }
        List<Phase> model = new ArrayList<>();
        for (int row = 0; row < (persistent ? chains.length : members.length); row++) {
            Phase end = persistent ? chain(chains[row], new double[classes], batch, row, chains)
                    : chain(states.get(row), data.get(row).label, batch, row, null);
            model.add(end);
        }
        for (int row = 0; row < members.length; row++) {
            double[] compared = means(algorithm.visibleKind(),
                    visibleInputs(persistent ? states.get(row) : lastStates[row]));
            for (int i = 0; i < v; i++) {
                squaredError += Math.pow(data.get(row).visible[i] - compared[i], 2);
            }
        }
        data.forEach(phase -> add(phase, 1.0 / data.size()));
        model.forEach(phase -> add(phase, -1.0 / model.size()));
        sparsity(data);
        descend();
    }

    /** All Gibbs steps of one chain, from hidden states to visible units, a label and hidden means. */
    private Phase chain(double[] from, double[] ofData, int batch, int row, double[][] kept) {
        boolean labelled = Arrays.stream(ofData).sum() > 0;
        double[] states = from;
        Phase end = null;
        for (int step = 0; step < algorithm.settings().sampling().cdSteps(); step++) {
            lastStates[row] = states;
            double[] inputs = visibleInputs(states);
            double[] visible = samples
                    ? drawn(algorithm.visibleKind(), inputs, draws(Purpose.VISIBLE_STATES, batch, step, v, row))
                    : means(algorithm.visibleKind(), inputs);
            double[] label = labelled ? label(states, batch, step, row) : new double[classes];
            double[] hiddenInputs = hiddenInputs(visible, label);
            end = new Phase(visible, label, means(algorithm.hiddenKind(), hiddenInputs));
            states = drawn(algorithm.hiddenKind(), hiddenInputs, draws(Purpose.HIDDEN_STATES, batch, step + 1, h, row));
        }
        if (kept != null) {
            kept[row] = states;
        }
        return end;
    }

    private double[] shown(int index, int batch, int row) {
        float[] values = new float[v];
        cases.copy(index, values, 0);
        double[] kept = doubles(values);
        return algorithm.shownSamples()
                ? drawnOfKept(algorithm.visibleKind(), kept, draws(Purpose.INPUT_STATES, batch, 0, v, row)) : kept;
    }

    private double[] drawnOfKept(UnitKind kind, double[] kept, double[] draws) {
        if (kind != UnitKind.BERNOULLI) {
            return drawn(kind, kept, draws);
        }
        double[] states = new double[kept.length];
        Arrays.setAll(states, i -> draws[i] < kept[i] ? 1 : 0);
        return states;
    }

    private double[] hiddenInputs(double[] visible, double[] label) {
        double[] inputs = state.get(b).clone();
        for (int j = 0; j < h; j++) {
            for (int i = 0; i < v; i++) {
                inputs[j] += visible[i] * state.get(w)[i * h + j];
            }
            for (int y = 0; y < classes; y++) {
                inputs[j] += label[y] * state.get(u)[y * h + j];
            }
        }
        return inputs;
    }

    private double[] visibleInputs(double[] hidden) {
        double[] inputs = state.get(a).clone();
        for (int i = 0; i < v; i++) {
            for (int j = 0; j < h; j++) {
                inputs[i] += hidden[j] * state.get(w)[i * h + j];
            }
        }
        return inputs;
    }

    private double[] label(double[] hidden, int batch, int step, int row) {
        double[] label = new double[classes];
        double sum = 0;
        for (int y = 0; y < classes; y++) {
            double input = state.get(d)[y];
            for (int j = 0; j < h; j++) {
                input += hidden[j] * state.get(u)[y * h + j];
            }
            label[y] = Math.exp(input);
            sum += label[y];
        }
        double total = sum;
        Arrays.setAll(label, y -> label[y] / total);
        if (!samples) {
            return label;
        }
        double draw = draws(Purpose.LABEL_STATES, batch, step, 1, row)[0];
        double below = 0;
        double[] chosen = new double[classes];
        for (int y = 0; y < classes; y++) {
            if (draw >= below && (draw < below + label[y] || y == classes - 1)) {
                chosen[y] = 1;
            }
            below += label[y];
        }
        return chosen;
    }

    private static double[] means(UnitKind kind, double[] inputs) {
        return Arrays.stream(inputs).map(x -> switch (kind) {
            case BERNOULLI -> 1 / (1 + Math.exp(-x));
            case GAUSSIAN -> x;
            case RECTIFIED -> Math.max(0, x);
        }).toArray();
    }

    private static double[] drawn(UnitKind kind, double[] inputs, double[] draws) {
        double[] states = new double[inputs.length];
        for (int i = 0; i < states.length; i++) {
            float[] normal = {(float) draws[i]};
            Elementwise.normals(normal, 1);
            double logistic = 1 / (1 + Math.exp(-inputs[i]));
            states[i] = switch (kind) {
                case BERNOULLI -> draws[i] < logistic ? 1 : 0;
                case GAUSSIAN -> inputs[i] + normal[0];
                case RECTIFIED -> Math.max(0, inputs[i] + Math.sqrt(logistic) * normal[0]);
            };
        }
        return states;
    }

    /** A stretch of the mini-batch's stream a step, as long as that of a full mini-batch, rounded up to a block of 32. */
    private double[] draws(Purpose purpose, int batch, int step, int units, int row) {
        long stretch = (size() * (long) units + 31) / 32 * 32;
        float[] draws = new float[units + CounterStream.BLOCK];
        new CounterStream(algorithm.seed(), purpose, place.round(), place.shard(), batch)
                .blocks(step * stretch + (long) row * units, draws, units);
        return Arrays.copyOf(doubles(draws), units);
    }

    private void add(Phase phase, double weight) {
        for (int j = 0; j < h; j++) {
            for (int i = 0; i < v; i++) {
                gradient.get(w)[i * h + j] += weight * phase.visible[i] * phase.hidden[j];
            }
            for (int y = 0; y < classes; y++) {
                gradient.get(u)[y * h + j] += weight * phase.label[y] * phase.hidden[j];
            }
            gradient.get(b)[j] += weight * phase.hidden[j];
        }
        for (int i = 0; i < v; i++) {
            gradient.get(a)[i] += weight * phase.visible[i];
        }
        for (int y = 0; y < classes; y++) {
            gradient.get(d)[y] += weight * phase.label[y];
        }
    }

    private void sparsity(List<Phase> data) {
        Sparsity sparsity = algorithm.settings().sparsity();
        for (int j = 0; !sparsity.none() && j < h; j++) {
            int unit = j;
            double now = data.stream().mapToDouble(phase -> phase.hidden[unit]).average().orElseThrow();
            double q = sparsity.decay() * state.get(activity)[j] + (1 - sparsity.decay()) * now;
            state.get(activity)[j] = q;
            double derivative = sparsity.cost() * (sparsity.target() - q);
            gradient.get(b)[j] += derivative;
            for (Phase phase : data) {
                for (int i = 0; i < v; i++) {
                    gradient.get(w)[i * h + j] += derivative * phase.visible[i] / data.size();
                }
                for (int y = 0; y < classes; y++) {
                    gradient.get(u)[y * h + j] += derivative * phase.label[y] / data.size();
                }
            }
        }
    }

    private void descend() {
        Descent descent = algorithm.settings().descent();
        double rate = descent.learningRate().at(place.epoch(), algorithm.settings().epochs());
        double momentum = descent.momentum().at(place.epoch());
        for (String name : gradient.keySet()) {
            boolean weights = name.endsWith(".weights");
            double[] parameters = state.get(name);
            double[] velocities = state.get(name + ".velocity");
            for (int i = 0; i < parameters.length; i++) {
                // Nesterov's parameters are ahead by the momentum's part of the velocity; costs are those of the place behind.
                double place = parameters[i] - (descent.momentum().nesterov() ? momentum * velocities[i] : 0);
                double cost = weights ? descent.weightCost() * place + descent.l1() * Math.signum(place) : 0;
                velocities[i] = momentum * velocities[i] + rate * (gradient.get(name)[i] - cost);
                parameters[i] = place + velocities[i] + (descent.momentum().nesterov() ? momentum * velocities[i] : 0);
            }
            if (weights && descent.bounded()) {
                bound(parameters, descent.maxNorm());
            }
        }
    }

    private void bound(double[] weights, double longest) {
        for (int j = 0; j < h; j++) {
            double square = 0;
            for (int i = j; i < weights.length; i += h) {
                square += weights[i] * weights[i];
            }
            for (int i = j; square > longest * longest && i < weights.length; i += h) {
                weights[i] *= longest / Math.sqrt(square);
            }
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
