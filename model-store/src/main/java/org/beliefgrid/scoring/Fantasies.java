package org.beliefgrid.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * Cases that a network draws itself: Gibbs sampling in its top machine, then one pass down the stack (Hinton, Osindero and Teh,
 * "A fast learning algorithm for deep belief nets", 2006, section 4.1). A chain begins with visible states of the top machine
 * that are drawn from their biases alone, as if no hidden unit were on, and with label units where the machine has them:
 * clamped to a class, or drawn from their biases. Each step draws the hidden states, then visible states and, unless clamped,
 * the label. Below the top machine states are drawn, too; of the data's units the means are given.
 *
 * <p>Draws are named by seed, step and chain, so a chain is the same however many others there are. Not thread-safe; its memory
 * is given back by {@link #close}.
 */
public final class Fantasies implements AutoCloseable {
    private static final int CASES_AT_ONCE = 120;

    private final DeepBeliefNet net;
    private final int top;
    private final Rbm machine;
    private final ForwardPass up;
    private final DownwardPass down;
    private final Optional<ForwardPass> label;

    /** @param net at least one layer; a softmax layer has no part in it */
    public Fantasies(DeepBeliefNet net) {
        this.net = net;
        top = net.rbms().size() - 1;
        machine = net.rbms().get(top);
        up = new ForwardPass(List.of(new Layer(machine, Activation.LINEAR)), Optional.empty(), CASES_AT_ONCE);
        down = new DownwardPass(net, CASES_AT_ONCE);
        label = net.labelUnits().map(Fantasies::labelPass);
    }

    private static ForwardPass labelPass(LabelUnits labels) {
        float[] weights = DownwardPass.transposed(labels.weights(), labels.classes(), labels.hidden());
        return new ForwardPass(List.of(new Layer(labels.hidden(), labels.classes(), weights, labels.biases(),
                Activation.SOFTMAX)),
                Optional.empty(), CASES_AT_ONCE);
    }

    /** Number of classes that a chain can be clamped to; 0 without label units. */
    public int classes() {
        return net.labelUnits().map(LabelUnits::classes).orElse(0);
    }

    /**
     * Draws cases.
     *
     * @param count number of chains, each of which gives one case, at least 1
     * @param steps of each chain, at least 1
     * @param seed of all draws, any value
     * @param clamped class whose label unit stays on; empty to leave the label free
     * @return [count x visible units], in the numbers that cases come in
     * @throws IllegalArgumentException if a number is out of its range, or the network has no label unit for the class
     */
    public float[] draw(int count, int steps, long seed, OptionalInt clamped) {
        if (count < 1 || steps < 1) {
            throw new IllegalArgumentException("chains and steps must be 1 or more, were %d and %d".formatted(count, steps));
        }
        if (clamped.isPresent() && (clamped.getAsInt() < 0 || clamped.getAsInt() >= classes())) {
            throw new IllegalArgumentException("label must be below %d, was %d".formatted(classes(), clamped.getAsInt()));
        }
        float[] visible = repeated(machine.visibleBiases(), count);
        sample(UnitKind.visible(net.units(), top), visible, count, stream(seed, 0, top, 0));
        int[] labels = startLabels(count, seed, clamped);
        float[] hidden = null;
        for (int step = 1; step <= steps; step++) {
            hidden = hiddenStates(visible, labels, count, stream(seed, step, top, 1));
            if (step < steps) {
                visible = down.inputs(top, count, hidden);
                sample(UnitKind.visible(net.units(), top), visible, count, stream(seed, step, top, 0));
                if (label.isPresent() && clamped.isEmpty()) {
                    labels = drawLabels(label.get().through(count, rows(hidden, machine.hidden())), count, seed, step);
                }
            }
        }
        return downFrom(hidden, count, seed, steps);
    }

    private float[] hiddenStates(float[] visible, int[] labels, int count, CounterStream draws) {
        float[] hidden = up.through(count, rows(visible, machine.visible()));
        for (int chain = 0; chain < labels.length; chain++) {
            float[] weights = net.labelUnits().orElseThrow().weights();
            for (int unit = 0; unit < machine.hidden(); unit++) {
                hidden[chain * machine.hidden() + unit] += weights[labels[chain] * machine.hidden() + unit];
            }
        }
        sample(UnitKind.hidden(net.units()), hidden, count, draws);
        return hidden;
    }

    private float[] downFrom(float[] hidden, int count, long seed, int steps) {
        float[] units = hidden;
        for (int layer = top; layer >= 0; layer--) {
            UnitKind kind = UnitKind.visible(net.units(), layer);
            units = down.inputs(layer, count, units);
            if (layer > 0) {
                sample(kind, units, count, stream(seed, steps, layer, 0));
            } else {
                DownwardPass.means(kind, units, count, net.visible());
            }
        }
        float[] drawn = units;
        net.standardisation().ifPresent(input -> CaseScorer.putBack(drawn, input));
        return drawn;
    }

    /** The label of each chain; nothing without label units. */
    private int[] startLabels(int count, long seed, OptionalInt clamped) {
        if (label.isEmpty()) {
            return new int[0];
        }
        if (clamped.isPresent()) {
            int[] labels = new int[count];
            Arrays.fill(labels, clamped.getAsInt());
            return labels;
        }
        float[] biases = net.labelUnits().orElseThrow().biases();
        float[] probabilities = new float[count * biases.length];
        Elementwise.addBiasesAndSoftmax(probabilities, count, biases);
        return drawLabels(probabilities, count, seed, 0);
    }

    /** @param probabilities [count x classes], overwritten */
    private int[] drawLabels(float[] probabilities, int count, long seed, int step) {
        float[] draws = new float[count];
        for (int chain = 0; chain < count; chain++) {
            draws[chain] = (float) stream(seed, step, top + 1, 0).atShard(chain).uniform(0);
        }
        Elementwise.drawOneOf(probabilities, count, classes(), draws);
        int[] labels = new int[count];
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] == 1) {
                labels[i / classes()] = i % classes();
            }
        }
        return labels;
    }

    /** The draws of a step for the visible units (0) or the hidden ones (1) of a layer. */
    private static CounterStream stream(long seed, int step, int layer, int side) {
        return new CounterStream(seed, Purpose.FANTASIES, step, 0, 2 * layer + side);
    }

    /**
     * States drawn from total inputs.
     *
     * @param values [count x units] total inputs, overwritten by states
     */
    private static void sample(UnitKind kind, float[] values, int count, CounterStream stream) {
        int units = values.length / count;
        float[] draws = new float[units + CounterStream.BLOCK];
        float[] row = new float[units];
        for (int chain = 0; chain < count; chain++) {
            stream.atShard(chain).blocks(0, draws, units);
            System.arraycopy(values, chain * units, row, 0, units);
            switch (kind) {
                case BERNOULLI -> {
                    DownwardPass.means(kind, row, 1, units);
                    Elementwise.drawStates(row, draws, row, units);
                }
                case GAUSSIAN -> {
                    Elementwise.normals(draws, units);
                    Elementwise.add(draws, row, units);
                }
                case RECTIFIED -> {
                    Elementwise.normals(draws, units);
                    Elementwise.noisyRectified(row, draws, row, units);
                }
            }
            System.arraycopy(row, 0, values, chain * units, units);
        }
    }

    private static float[] repeated(float[] row, int count) {
        float[] rows = new float[Math.multiplyExact(row.length, count)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        return rows;
    }

    private static ForwardPass.Cases rows(float[] values, int units) {
        return (index, out, offset) -> System.arraycopy(values, index * units, out, offset, units);
    }

    @Override
    public void close() {
        up.close();
        down.close();
        label.ifPresent(ForwardPass::close);
    }
}
