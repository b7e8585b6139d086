package org.beliefgrid.learning.algorithms;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.AlgorithmResult;
import org.beliefgrid.learning.Covariance;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;

/** What is too large is refused by numbers alone: nothing of that size is made. */
class AlgorithmSizesTest {
    private static final int CASES = 60_000;

    private static void fits(String plan, int visible, int classes) {
        TrainingPlan read = PlanText.read("plan", plan);
        AlgorithmProvider provider = AlgorithmProvider.of(read);
        provider.check(read);
        provider.requireFits(read, new TrainingData(visible, classes, CASES / read.shards(), CASES / read.shards(), false),
                CASES);
    }

    private static void assertRefused(String why, String plan, int visible, int classes) {
        InvalidConfigException refused = assertThrows(InvalidConfigException.class, () -> fits(plan, visible, classes));
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
        assertEquals(1, refused.getMessage().lines().count(), refused::getMessage);
    }

    private static String kMeans(long clusters) {
        return "shards: 10\nalgorithm: {name: k-means, settings: {clusters: " + clusters + "}}\n";
    }

    @Test
    void clustersAreNoMoreThanCases() {
        assertDoesNotThrow(() -> fits(kMeans(CASES), 784, 0));
        assertRefused("clusters must be from 1 to the number of cases, 60,000, was 60,001", kMeans(CASES + 1), 784, 0);
        assertRefused("clusters must be a whole number from 1", kMeans(1_000_000_000), 784, 0);
    }

    /** 40,000 clusters of 53,688 units have more than 2^31 - 1 numbers, 88 units less not. */
    @Test
    void centroidsHaveToFitAnArray() {
        assertDoesNotThrow(() -> fits(kMeans(40_000), 53_600, 0));
        assertRefused("must keep fewer than 2,147,483,647 numbers", kMeans(40_000), 53_688, 0);
    }

    @Test
    void theUnrolledStackHasToFitAnArray() {
        String plan = "hidden: [%1$d, %1$d]\nshards: 100\nalgorithm: {name: autoencoder}\n";
        assertDoesNotThrow(() -> fits(plan.formatted(2_000), 784, 0));
        assertRefused("hidden must give fewer than", plan.formatted(40_000), 784, 0);
        assertRefused("must keep fewer than", plan.formatted(25_000), 784, 0);
    }

    @Test
    void weightsOfSoftmaxRegressionHaveToFitAnArray() {
        String plan = "shards: 10\nalgorithm: {name: softmax}\n";
        assertDoesNotThrow(() -> fits(plan, 100_000, 255));
        assertRefused("must keep fewer than", plan, 10_000_000, 255);
    }

    /** Whatever comes by {@code --lib} is looked at by its layouts. */
    @Test
    void anAlgorithmOfOnesOwnIsLookedAtByItsLayouts() {
        AlgorithmProvider own = new AlgorithmProvider() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public String description() {
                return "covariance alone";
            }

            @Override
            public void check(TrainingPlan plan) {
                // Has no settings.
            }

            @Override
            public List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data) {
                return List.of(new Covariance(data.visible(), false, new String[0], new int[0]));
            }

            @Override
            public Optional<AlgorithmResult> result(TrainingPlan plan, TrainingData data,
                    State state) {
                return Optional.empty();
            }
        };
        TrainingPlan plan = PlanText.read("plan", "shards: 10\n");
        assertDoesNotThrow(() -> own.requireFits(plan, TrainingData.of(46_000, 0), CASES));
        String said = assertThrows(InvalidConfigException.class, () -> own.requireFits(plan, TrainingData.of(50_000, 0), CASES))
                .getMessage();
        assertTrue(said.startsWith("algorithm own: covariance must keep fewer than"), said);
    }
}
