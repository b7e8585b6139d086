package org.beliefgrid.learning.algorithms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.AlgorithmResult;
import org.beliefgrid.learning.InputStandardisation;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.KMeans;
import org.beliefgrid.learning.KMeansSeeding;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AlgorithmSettings;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.TrainingPlan;

/**
 * k-means: seeding, then Lloyd's iteration. Of the plan it takes shards, seed and held-out cases, and settings of its own:
 * <pre>
 * clusters          whole number, 1 to 65,536; default 10
 * rounds            whole number, most rounds of Lloyd's iteration, 1 to 1,000,000; default 300
 * tolerance         number, 0 and up ({@link KMeans}); default 0: until no centroid moves
 * standardise       true or false, whether units are standardised before; default false
 * </pre>
 * The result has the sections {@code clusters.centroids} [clusters x units], {@code clusters.shares} [clusters] and, where
 * units were standardised, {@code input.means} and {@code input.deviations} [units]; and the figures {@code squaredDistance},
 * the mean squared distance of a case to its centroid at the start of the last round, and {@code emptyClusters}. Values of the
 * units must be below 256.
 */
public final class KMeansProvider implements AlgorithmProvider {
    private static final int MOST_CLUSTERS = 65_536;
    private static final int MOST_ROUNDS = 1_000_000;
    private static final double MOST_TOLERANCE = 1e30;
    private static final String MEANS = "input.means";
    private static final String DEVIATIONS = "input.deviations";

    private record Settings(int clusters, int rounds, double tolerance, boolean standardise) {
        static Settings of(TrainingPlan plan) {
            AlgorithmSettings settings = new AlgorithmSettings(plan.algorithm());
            Settings read = new Settings(settings.whole("clusters", 10, 1, MOST_CLUSTERS),
                    settings.whole("rounds", 300, 1, MOST_ROUNDS), settings.number("tolerance", 0, 0, MOST_TOLERANCE),
                    settings.yesOrNo("standardise", false));
            settings.refuseRest();
            return read;
        }
    }

    @Override
    public String name() {
        return "k-means";
    }

    @Override
    public String description() {
        return "k-means with k-means++ seeding; settings: clusters, rounds, tolerance, standardise";
    }

    @Override
    public void check(TrainingPlan plan) {
        Settings.of(plan);
    }

    @Override
    public boolean learnsClasses(TrainingPlan plan) {
        return false;
    }

    @Override
    public void requireFits(TrainingPlan plan, TrainingData data, int cases) {
        int clusters = Settings.of(plan).clusters();
        if (clusters > cases) {
            throw new InvalidConfigException("algorithm k-means: clusters must be from 1 to the number of cases, %,d, was %,d"
                    .formatted(cases, clusters));
        }
        AlgorithmProvider.super.requireFits(plan, data, cases);
    }

    @Override
    public List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data) {
        Settings settings = Settings.of(plan);
        List<IterativeAlgorithm> algorithms = new ArrayList<>();
        if (settings.standardise()) {
            algorithms.add(new InputStandardisation(data.visible()));
        }
        algorithms.add(new KMeansSeeding(data.visible(), settings.clusters(), plan.shards(), plan.seed(),
                settings.standardise()));
        algorithms.add(new KMeans(data.visible(), settings.clusters(), settings.rounds(), settings.tolerance(),
                settings.standardise()));
        return algorithms;
    }

    @Override
    public Optional<AlgorithmResult> result(TrainingPlan plan, TrainingData data, State state) {
        if (!state.has(KMeans.PROGRESS)) {
            return Optional.empty();
        }
        float[] shares = state.get(KMeans.SHARES);
        if (KMeans.empty(shares) == shares.length) {
            return Optional.empty();  // stopped before the first round of it had ended
        }
        List<NamedSection> sections = new ArrayList<>();
        sections.add(new NamedSection(KMeans.CENTROIDS, List.of(shares.length, data.visible()), state.get(KMeans.CENTROIDS)));
        sections.add(new NamedSection(KMeans.SHARES, List.of(shares.length), shares));
        for (String input : state.has(MEANS) ? List.of(MEANS, DEVIATIONS) : List.<String>of()) {
            sections.add(new NamedSection(input, List.of(data.visible()), state.get(input)));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("squaredDistance", (double) state.get(KMeans.PROGRESS)[1]);
        figures.put("emptyClusters", (double) KMeans.empty(shares));
        return Optional.of(new AlgorithmResult.Sections(sections, figures));
    }
}
