package org.beliefgrid.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.scoring.CaseScorer;
import org.beliefgrid.scoring.Fantasies;

/** The pictures of a network whose cases are images. Each is empty where the cases are none. */
public final class Pictures {
    /** Filters in a picture of them: the first hidden units, so that each keeps its place. */
    public static final int MOST_FILTERS = 100;
    /** Chains in the strip of fantasies. */
    public static final int FANTASIES = 20;

    private static final int MOST_STEPS = 200;
    private static final int FEWEST_STEPS = 20;
    /** Products of the strip, about a second's work on one thread: a very large top machine gets fewer steps. */
    private static final double MOST_PRODUCTS = 1e10;
    private static final int STRIP = 10;

    private Pictures() {
    }

    /**
     * A picture.
     *
     * @param png bytes of its file; not modified after being handed over
     * @param says what is to be seen, for those who do not see it
     */
    public record Picture(byte[] png, String says) {
    }

    /** Incoming weights of the first layer's units: gray is 0, and each filter's largest weight is white or black. */
    public static Optional<Picture> filters(DeepBeliefNet net, ImageShape shape) {
        if (!Mosaic.showsAnything(shape) || net.rbms().isEmpty()) {
            return Optional.empty();
        }
        Rbm first = net.rbms().get(0);
        int count = Math.min(MOST_FILTERS, first.hidden());
        List<float[]> tiles = new ArrayList<>();
        for (int unit = 0; unit < count; unit++) {
            tiles.add(filter(first, unit));
        }
        return Optional.of(new Picture(Mosaic.png(tiles, shape, Mosaic.columns(count)),
                ("Incoming weights of %d of %d hidden units of the first layer, one small image each: gray is zero, white and "
                + "black "
                        + "are ").formatted(count, first.hidden()) + "the largest positive and negative weights of its unit."));
    }

    private static float[] filter(Rbm rbm, int unit) {
        float[] weights = new float[rbm.visible()];
        float largest = Float.MIN_NORMAL;
        for (int pixel = 0; pixel < weights.length; pixel++) {
            weights[pixel] = rbm.weights()[pixel * rbm.hidden() + unit];
            largest = Math.max(largest, Math.abs(weights[pixel]));
        }
        for (int pixel = 0; pixel < weights.length; pixel++) {
            weights[pixel] = 0.5f + 0.5f * weights[pixel] / largest;
        }
        return weights;
    }

    /** Cases above what the network makes of them. */
    public static Optional<Picture> reconstructions(DeepBeliefNet net, ImageShape shape, Samples samples) {
        int count = Math.min(STRIP, samples.count());
        if (!Mosaic.showsAnything(shape) || net.rbms().isEmpty() || count == 0) {
            return Optional.empty();
        }
        List<float[]> tiles = new ArrayList<>(samples.cases().subList(0, count));
        try (CaseScorer scorer = new CaseScorer(net)) {
            tiles.addAll(rows(scorer.reconstructions(count, samples::copy), shape.pixels()));
        }
        return Optional.of(new Picture(Mosaic.png(tiles, shape, count),
                "%d training cases in the upper row; below each, its reconstruction through %d layers.".formatted(count,
                        net.rbms().size())));
    }

    /** Cases that the network draws itself, with its label units free where it has some. */
    public static Optional<Picture> fantasies(DeepBeliefNet net, ImageShape shape, long seed) {
        if (!Mosaic.showsAnything(shape) || net.rbms().isEmpty()) {
            return Optional.empty();
        }
        int steps = steps(net.rbms().get(net.rbms().size() - 1));
        try (Fantasies fantasies = new Fantasies(net)) {
            List<float[]> tiles = rows(fantasies.draw(FANTASIES, steps, seed, OptionalInt.empty()), shape.pixels());
            return Optional.of(new Picture(Mosaic.png(tiles, shape, STRIP),
                    ("%d images that the network drew itself, each after %d "
                    + "steps of Gibbs sampling in its top machine.").formatted(FANTASIES, steps)));
        }
    }

    private static int steps(Rbm top) {
        double ofStep = 2.0 * FANTASIES * top.visible() * top.hidden();
        return (int) Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, MOST_PRODUCTS / ofStep));
    }

    /** The cases of mistakes, in their order. */
    public static Optional<Picture> mistakes(List<Mistake> mistakes, ImageShape shape) {
        if (!Mosaic.showsAnything(shape) || mistakes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Picture(Mosaic.png(mistakes.stream().map(mistake -> Samples.shares(mistake.pixels())).toList(),
                shape,
                Math.min(STRIP, mistakes.size())), "The test cases of the table of mistakes, in its order."));
    }

    /** @param values [cases x units] */
    public static List<float[]> rows(float[] values, int units) {
        List<float[]> rows = new ArrayList<>();
        for (int start = 0; start < values.length; start += units) {
            rows.add(Arrays.copyOfRange(values, start, start + units));
        }
        return rows;
    }
}
