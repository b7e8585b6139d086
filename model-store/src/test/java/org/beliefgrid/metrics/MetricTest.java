package org.beliefgrid.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Measures against scikit-learn's on the same scores (sklearn.txt, which sklearn_table.py beside it wrote), and by their laws.
 */
class MetricTest {
    private static final double CLOSE = 1e-9;

    /** A part of the table. */
    private static final class Expected {
        private final List<double[]> cases = new ArrayList<>();
        private final Map<String, Double> values = new LinkedHashMap<>();
        private final List<double[]> bins = new ArrayList<>();

        ScoredCases scored() {
            boolean[] positive = new boolean[cases.size()];
            IntStream.range(0, positive.length).forEach(i -> positive[i] = cases.get(i)[1] == 1);
            return new ScoredCases(cases.stream().mapToDouble(row -> row[0]).toArray(), positive,
                    cases.stream().mapToDouble(row -> row[2]).toArray());
        }
    }

    private static Map<String, Expected> table() throws IOException {
        Map<String, Expected> sets = new LinkedHashMap<>();
        Expected set = new Expected();
        try (InputStream in = MetricTest.class.getResourceAsStream("sklearn.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "set" -> {
                        set = new Expected();
                        sets.put(line.substring("set ".length()), set);
                    }
                    case "case" -> set.cases.add(new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2]),
                        Double.parseDouble(words[3])});
                    case "value" -> set.values.put(words[1], Double.parseDouble(words[2]));
                    case "bin" -> set.bins.add(new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])});
                    default -> assertTrue(line.startsWith("#"), line);
                }
            }
        }
        return sets;
    }

    @Test
    void measuresAreThoseOfScikitLearn() throws IOException {
        int compared = 0;
        for (Map.Entry<String, Expected> set : table().entrySet()) {
            Ranking ranking = Ranking.of(set.getValue().scored());
            for (Map.Entry<String, Double> value : set.getValue().values.entrySet()) {
                Metric metric = Metric.named(value.getKey()).orElseThrow();
                assertEquals(value.getValue(), metric.of(ranking), CLOSE, () -> set.getKey() + ": " + metric);
                compared++;
            }
            List<double[]> bins = set.getValue().bins;
            if (!bins.isEmpty()) {
                List<Reliability.Bin> found = Reliability.of(ranking.cases(), 10).bins();
                assertEquals(bins.size(), found.size(), set.getKey());
                for (int bin = 0; bin < bins.size(); bin++) {
                    assertEquals(bins.get(bin)[0], found.get(bin).predicted(), CLOSE, set.getKey());
                    assertEquals(bins.get(bin)[1], found.get(bin).observed(), CLOSE, set.getKey());
                }
            }
        }
        assertTrue(compared >= 45, "compared " + compared);
    }

    /** The share of pairs, one of each class, in which the positive case is above; a tie is half a pair. */
    @Test
    void areaIsTheShareOfPairsInOrder() {
        ScoredCases cases = random(70, 6, 1);
        double right = 0;
        double all = 0;
        for (int i = 0; i < cases.size(); i++) {
            for (int j = 0; j < cases.size(); j++) {
                if (cases.positive()[i] && !cases.positive()[j]) {
                    double weight = cases.weights()[i] * cases.weights()[j];
                    all += weight;
                    right += weight * (1 + Math.signum(cases.scores()[i] - cases.scores()[j])) / 2;
                }
            }
        }
        assertEquals(right / all, Metric.AUC.of(cases), 1e-12);
    }

    static ScoredCases random(int count, int levels, long seed) {
        Random random = new Random(seed);
        double[] scores = random.doubles(count).map(score -> Math.rint(score * levels) / levels).toArray();
        boolean[] positive = new boolean[count];
        for (int i = 0; i < count; i++) {
            positive[i] = i == 0 || i > 1 && random.nextDouble() < scores[i];
        }
        return new ScoredCases(scores, positive, random.doubles(count, 0.1, 3).toArray());
    }

    /** Four cases of one score, two of them positive, and a border of a tenth in their middle. */
    @Test
    void tiedCasesAtABorderAreSharedEvenly() {
        double[] scores = {0.9, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1};
        boolean[] positive = {true, true, false, false, true, false, false, false, false, true};
        GainTable table = GainTable.of(Ranking.of(ScoredCases.of(scores, positive)));
        double[] expected = {1, 0.5, 0.5, 0.5, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2};
        for (int tenth = 0; tenth < 10; tenth++) {
            assertEquals(expected[tenth], table.tenths().get(tenth).positives(), CLOSE);
            assertEquals(expected[tenth] / 0.4, table.tenths().get(tenth).lift(), CLOSE);
        }
        assertEquals((1 + 0.5) / 4, table.tenths().get(1).gain(), CLOSE);
        assertEquals(1, table.tenths().get(9).gain(), CLOSE);
        assertEquals(1, table.tenths().get(9).liftSoFar(), CLOSE);
        assertEquals(Metric.lift(20).of(ScoredCases.of(scores, positive)), table.tenths().get(1).liftSoFar(), CLOSE);
    }

    @Test
    void oneClassAndWhatIsNoNumberAreRefused() {
        double[] scores = {0.1, 0.2};
        boolean[] both = {true, false};
        assertTrue(message(scores, new boolean[2], 1, 1).contains("2 cases, none of them of the positive class"));
        assertTrue(message(scores, new boolean[] {true, true}, 1, 1).contains("all of them"));
        assertTrue(message(scores, both, 0, 1).contains("none of them"), "a case of weight 0 is none");
        assertTrue(message(new double[] {0.1, Double.NaN}, both, 1, 1)
                .contains("score of case 1 must be a finite number, was NaN"));
        assertTrue(message(scores, both, 1, -1).contains("weight of case 1 must be 0 or more"));
        assertTrue(message(new double[3], both, 1, 1).startsWith("3 scores, 2 classes and 2 weights"));
        assertThrows(IllegalArgumentException.class, () -> Metric.BRIER.of(ScoredCases.of(new double[] {1.5, 0}, both)));
        assertEquals(1, Metric.AUC.of(ScoredCases.of(new double[] {1.5, -3}, both)), "a rank needs no probability");
    }

    private static String message(double[] scores, boolean[] positive, double... weights) {
        return assertThrows(IllegalArgumentException.class, () -> new ScoredCases(scores, positive, weights)).getMessage();
    }

    @Test
    void namesAreReadBack() {
        for (Metric metric : Metric.ofReports()) {
            assertEquals(Optional.of(metric), Metric.named(metric.toString()));
        }
        for (String wrong : List.of("lift", "lift@0", "lift@101", "AUC", "")) {
            assertEquals(Optional.empty(), Metric.named(wrong), wrong);
        }
        assertEquals(1, Metric.ERROR.of(random(50, 9, 2)) + Metric.ACCURACY.of(random(50, 9, 2)), CLOSE);
    }

    @Test
    void pooledCasesAreMeasuredAsOne() {
        ScoredCases all = random(60, 7, 3);
        List<ScoredCases> parts = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            int from = part * 30;
            parts.add(new ScoredCases(Arrays.copyOfRange(all.scores(), from, from + 30),
                    Arrays.copyOfRange(all.positive(), from, from + 30),
                    Arrays.copyOfRange(all.weights(), from, from + 30)));
        }
        assertEquals(Metric.AUC.of(all), Metric.AUC.of(ScoredCases.pooled(parts)));
        assertEquals(all.positives(), ScoredCases.pooled(parts).positives());
    }
}
