package org.beliefgrid.learning;

import static org.beliefgrid.learning.KMeans.CENTROIDS;

import java.util.List;
import java.util.Map;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * Where {@link KMeans} begins: the seeding of k-means++ (Arthur and Vassilvitskii, "k-means++: the advantages of careful
 * seeding", 2007), over all shards. The first centroid is a case drawn evenly, each further one a case drawn with a probability
 * that is as its squared distance to the nearest centroid so far. A round draws one: each shard draws one of its cases in that
 * way and says how much distance it has; the driver draws the shard in proportion to it.
 *
 * <p>A shard has a place of its own in the averaged sections, zero in all others' results, so that the mean carries what each
 * one said, times its share of the cases.
 *
 * <p>Where there are fewer different cases than clusters, the last centroids are drawn evenly and equal others; their clusters
 * stay empty.
 *
 * @param visible units of the data, 1 and up
 * @param clusters how many centroids, 1 and up
 * @param shards of the data
 * @param seed of the run
 * @param standardised whether cases are standardised by an {@link InputStandardisation} before
 */
public record KMeansSeeding(int visible, int clusters, int shards, long seed, boolean standardised)
        implements ExactSums {
    private static final String CANDIDATES = "seeding.candidates";
    private static final String POTENTIALS = "seeding.potentials";
    private static final String SHARES = "seeding.shares";
    /** Draws of the driver have a place that no shard's have. */
    private static final int DRIVER = 1;

    @Override
    public String name() {
        return "k-means++ seeding";
    }

    @Override
    public String stepSize() {
        return "values must be below 256: scale the data, or set standardise to true";
    }

    @Override
    public int rounds() {
        return clusters;
    }

    @Override
    public List<Section> layout() {
        return LayerSections.join(InputStandardisation.frozen(visible, standardised),
                List.of(new Section(CENTROIDS, Math.multiplyExact(clusters, visible), Role.LEARNED),
                        new Section(CANDIDATES, Math.multiplyExact(shards, visible), Role.LEARNED),
                        new Section(POTENTIALS, shards, Role.LEARNED), new Section(SHARES, shards, Role.LEARNED)),
                List.of(), List.of());
    }

    @Override
    public List<String> statistics() {
        return List.of("squared distance");
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        Figure chosen = new Figure("centroids", round + 1);
        return round == 0 ? List.of(chosen)
                : List.of(new Figure("squared distance (" + round + " centroids)", mean.statistics()[0]), chosen);
    }

    @Override
    public State start(State previous) {
        return ExactSums.begin(layout(), previous, section -> section.role() == Role.FROZEN);
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        double[] squared = new double[cases.cases()];
        if (place.epoch() > 0) {
            try (NearestCentroid nearest = new NearestCentroid(start.get(CENTROIDS), place.epoch(), visible)) {
                nearest.forEach(cases, (index, centroid, distance, values) -> squared[index] = distance);
            }
        }
        double sum = 0;
        for (double distance : squared) {
            sum += distance;
        }
        double draw = new CounterStream(seed, Purpose.INITIAL_WEIGHTS, place.round(), place.shard(), 0).uniform(0);
        float[] candidates = new float[shards * visible];
        cases.copy(drawn(squared, sum, draw), candidates, place.shard() * visible);
        float[] potentials = new float[shards];
        potentials[place.shard()] = (float) (sum / visible / cases.cases());
        float[] shares = new float[shards];
        shares[place.shard()] = 1;
        return new ShardResult(List.of(start.get(CENTROIDS).clone(), candidates, potentials, shares), cases.cases(),
                new double[] {sum});
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        float[] candidates = mean.averaged().get(1);
        float[] potentials = mean.averaged().get(2);
        float[] shares = mean.averaged().get(3);
        double draw = new CounterStream(seed, Purpose.INITIAL_WEIGHTS, round, 0, DRIVER).uniform(0);
        float[] widths = sum(potentials) > 0 ? potentials : shares;
        int shard = drawn(doubles(widths), sum(widths), draw);
        float[] centroids = state.get(CENTROIDS).clone();
        for (int unit = 0; unit < visible; unit++) {
            centroids[round * visible + unit] = candidates[shard * visible + unit] / shares[shard];
        }
        return state.with(Map.of(CENTROIDS, centroids, CANDIDATES, candidates, POTENTIALS, potentials, SHARES, shares));
    }

    /**
     * The place that a draw falls on where each place is as wide as its weight.
     *
     * @param sum of the weights; 0 for places that are all as wide
     * @param draw in [0, 1)
     */
    private static int drawn(double[] weights, double sum, double draw) {
        if (!(sum > 0)) {
            return (int) (draw * weights.length);
        }
        double rest = draw * sum;
        int last = 0;
        for (int place = 0; place < weights.length; place++) {
            if (weights[place] > 0) {
                last = place;
                rest -= weights[place];
                if (rest < 0) {
                    return place;
                }
            }
        }
        return last;  // rounding has left a rest
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
