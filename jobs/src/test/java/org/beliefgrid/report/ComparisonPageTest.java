package org.beliefgrid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.beliefgrid.metrics.Bootstrap;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.ScoredCases;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.ComparisonPage.Contender;
import org.beliefgrid.report.ComparisonPage.Run;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
    /** Scores that know the truth so well, of a fifth positive cases. */
    private static Contender contender(String name, double knowledge) {
        Random random = new Random(5);
        boolean[] positive = new boolean[2000];
        double[] scores = new double[positive.length];
        for (int i = 0; i < scores.length; i++) {
            positive[i] = i % 5 == 0;
            scores[i] = (positive[i] ? knowledge : 0) + random.nextGaussian();
        }
        return Contender.of(name, ScoredCases.of(scores, positive));
    }

    @Test
    void theFirstIsAheadIfItsIntervalIsAboveAllOthers() {
        assertTrue(new Run("1", List.of(contender("a", 2), contender("b", 1), contender("c", 0))).firstIsAhead());
        assertFalse(new Run("1", List.of(contender("a", 1), contender("b", 0), contender("c", 2))).firstIsAhead());
        assertFalse(new Run("1", List.of(contender("a", 1.02), contender("b", 1))).firstIsAhead(), "the intervals overlap");
    }

    @Test
    void oneAloneIsNoComparison() {
        assertThrows(IllegalArgumentException.class, () -> new Run("1", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Run("1", List.of(contender("a", 2))));
    }

    @Test
    void intervalsAreThoseOfTheBootstrap() {
        Contender contender = contender("a", 1);
        assertEquals(Bootstrap.DEFAULT.of(contender.ranking(), List.of(Metric.AUC)).get(Metric.AUC),
                contender.intervals().get(Metric.AUC));
    }

    @Test
    void thePageHasARowAContenderAndAPlotARun() throws Exception {
        List<Run> runs = List.of(new Run("seed 1", List.of(contender("a < b", 2), contender("other", 1))),
                new Run("seed 2", List.of(contender("a < b", 1), contender("other", 1))));
        String page = ComparisonPage.of("title & more", "about", runs, TrainingPlan.DEFAULTS);
        assertTrue(page.contains("In <strong>1 of 2</strong> runs a &lt; b is above"), page);
        assertTrue(page.contains("not that of which labels are known"), "what the intervals do not hold");
        assertFalse(page.contains("a < b") || page.contains("title & more"), "text is no markup");
        assertEquals(4, count(page, "<tr><th scope=\"row\">"));
        assertEquals(3, count(page, "<svg"));
        double value = runs.get(0).contenders().get(0).intervals().get(Metric.AUC).value();
        assertTrue(page.contains("<data value=\"" + value + "\">"), "the exact value");
    }

    private static long count(String page, String part) {
        return Arrays.stream(page.split(Pattern.quote(part), -1)).count() - 1;
    }
}
