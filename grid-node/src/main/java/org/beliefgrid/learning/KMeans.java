package org.beliefgrid.learning;

import java.util.List;
import java.util.Map;
import org.beliefgrid.learning.Section.Role;

/**
 * k-means by Lloyd's iteration ("Least squares quantization in PCM", 1982): each case belongs to the nearest centroid, of
 * equals to the first; each centroid becomes the mean of its cases; until none moves. A shard sends for each cluster the sum of
 * its cases and how many they are, both by the number of all its cases; the mean of the shards, weighted by cases and summed
 * exactly, has the same for all cases, and their ratio is the centroid. So shards change nothing but the last bits, and
 * members not even those.
 *
 * <p>A cluster that has lost all its cases keeps its centroid, and may win cases again; figures and result say how many are
 * empty.
 *
 * @param visible units of the data, 1 and up
 * @param clusters how many, 1 and up
 * @param mostRounds after which it ends in any case, 1 and up
 * @param tolerance it ends when the squares of the distances that the centroids moved in a round sum up to no more, 0 and up;
 *     with 0 when no centroid moves
 * @param standardised whether cases are standardised by an {@link InputStandardisation} before
 */
public record KMeans(int visible, int clusters, int mostRounds, double tolerance, boolean standardised)
        implements ExactSums {
    /** Section of the centroids, [clusters x visible] row-major. */
    public static final String CENTROIDS = "clusters.centroids";
    /** Section of the shares of the cases that the clusters had in the last round, [clusters]. */
    public static final String SHARES = "clusters.shares";
    /** Section of squared movement and mean squared distance of the last round; the driver's. */
    public static final String PROGRESS = "clusters.progress";

    @Override
    public String name() {
        return "k-means";
    }

    @Override
    public String stepSize() {
        return "values must be below 256: scale the data, or set standardise to true";
    }

    @Override
    public int rounds() {
        return mostRounds;
    }

    @Override
    public boolean finished(State state, int rounds) {
        return rounds >= mostRounds || rounds > 0 && state.get(PROGRESS)[0] <= tolerance;
    }

    @Override
    public List<Section> layout() {
        return LayerSections.join(InputStandardisation.frozen(visible, standardised),
                List.of(new Section(CENTROIDS, Math.multiplyExact(clusters, visible), Role.LEARNED),
                        new Section(SHARES, clusters, Role.LEARNED)),
                List.of(), List.of(new Section(PROGRESS, 2, Role.DRIVER)));
    }

    @Override
    public List<String> statistics() {
        return List.of("squared distance");
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        Figure distance = new Figure("squared distance", mean.statistics()[0]);
        int empty = empty(mean.averaged().get(1));
        return empty == 0 ? List.of(distance) : List.of(distance, new Figure("empty clusters", empty));
    }

    /** How many clusters have no case. */
    public static int empty(float[] shares) {
        int empty = 0;
        for (float share : shares) {
            empty += share == 0 ? 1 : 0;
        }
        return empty;
    }

    @Override
    public State start(State previous) {
        return ExactSums.begin(layout(), previous, section -> section.role() == Role.FROZEN
                || section.name().equals(CENTROIDS));
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        double[] sums = new double[clusters * visible];
        double[] counts = new double[clusters];
        double[] squared = new double[1];
        try (NearestCentroid nearest = new NearestCentroid(start.get(CENTROIDS), clusters, visible)) {
            nearest.forEach(cases, (index, cluster, distance, values) -> {
                counts[cluster]++;
                squared[0] += distance;
                for (int unit = 0; unit < visible; unit++) {
                    sums[cluster * visible + unit] += values[unit];
                }
            });
        }
        return new ShardResult(List.of(ExactSums.aCase(sums, cases.cases()), ExactSums.aCase(counts, cases.cases())),
                cases.cases(), squared);
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        float[] before = state.get(CENTROIDS);
        float[] sums = mean.averaged().get(0);
        float[] shares = mean.averaged().get(1);
        float[] centroids = new float[before.length];
        double moved = 0;
        for (int i = 0; i < centroids.length; i++) {
            float share = shares[i / visible];
            centroids[i] = share == 0 ? before[i] : (float) ((double) sums[i] / share);
            moved += ((double) centroids[i] - before[i]) * ((double) centroids[i] - before[i]);
        }
        return state.with(Map.of(CENTROIDS, centroids, SHARES, shares,
                PROGRESS, new float[] {(float) moved, (float) mean.statistics()[0]}));
    }
}
