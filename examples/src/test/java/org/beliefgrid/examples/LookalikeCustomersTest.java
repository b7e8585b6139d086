package org.beliefgrid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.ScoredCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the customers have the structure that they are to have. */
class LookalikeCustomersTest {
    private static final int ROWS = 40_000;

    @TempDir
    private Path folder;

    @Test
    void aboutTwoOfAHundredTakeTheOfferAndMostAreOfFourCombinations() {
        LookalikeCustomers customers = new LookalikeCustomers(1, ROWS);
        double share = IntStream.range(0, ROWS).filter(customers::took).count() / (double) ROWS;
        assertEquals(0.02, share, 0.004);
        long ofCombinations = IntStream.range(0, ROWS).filter(row -> customers.household(row) < 2 && customers.style(row) < 2)
                .filter(customers::took).count();
        assertTrue(ofCombinations > 0.8 * share * ROWS, "four combinations take most offers: " + ofCombinations);
    }

    @Test
    void householdsDriftOverTheYearAndSoDoesWhatTheyTake() {
        LookalikeCustomers customers = new LookalikeCustomers(1, ROWS);
        int tenth = ROWS / 10;
        for (int household = 0; household < 3; household++) {
            int wanted = household;
            double early = IntStream.range(0, tenth).filter(row -> customers.household(row) == wanted).count();
            double late = IntStream.range(ROWS - tenth, ROWS).filter(row -> customers.household(row) == wanted).count();
            assertEquals(new double[] {1.65, 0.54, 1}[household], late / early, 0.15, "household " + household);
        }
        assertTrue(LookalikeProfiles.takes(0, 1, 0.9) > LookalikeProfiles.takes(0, 1, 0.1));
        assertTrue(LookalikeProfiles.takes(1, 1, 0.9) < LookalikeProfiles.takes(1, 1, 0.1));
        assertEquals(0, customers.day(0));
        assertEquals(LookalikeCustomers.DAYS - 1, customers.day(ROWS - 1));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noColumnSaysMuchAndHouseholdAndWayOfLifeTogetherDo(long seed) {
        int rows = ROWS / 8;
        LookalikeCustomers customers = new LookalikeCustomers(seed, rows);
        int columns = LookalikeProfiles.CATEGORIES + LookalikeProfiles.NUMBERS;
        boolean[] took = new boolean[rows];
        double[] kinds = new double[rows];
        double[][] values = new double[columns][rows];
        for (int row = 0; row < rows; row++) {
            took[row] = customers.took(row);
            kinds[row] = LookalikeProfiles.takes(customers.household(row), customers.style(row), 0.5);
            String[] fields = customers.line(row, false).split(",");
            for (int column = 0; column < columns; column++) {
                values[column][row] = Double.parseDouble(fields[2 + column]);
            }
        }
        assertTrue(best(Arrays.copyOf(values, LookalikeProfiles.CATEGORIES), took) < 0.1, "purchases");
        assertTrue(best(Arrays.copyOfRange(values, LookalikeProfiles.CATEGORIES, columns), took) < 0.2, "numbers");
        assertTrue(area(kinds, took) > 0.85, "both kinds are known: " + area(kinds, took));
    }

    /** How far the best column is off chance. */
    private static double best(double[][] columns, boolean[] took) {
        return Arrays.stream(columns).mapToDouble(column -> Math.abs(area(column, took) - 0.5)).max().orElseThrow();
    }

    private static double area(double[] scores, boolean[] took) {
        return Metric.AUC.of(ScoredCases.of(scores, took));
    }

    @Test
    void aPurchaseHasItsReasons() {
        LookalikeProfiles profiles = new LookalikeProfiles(7);
        for (int household = 0; household < LookalikeProfiles.HOUSEHOLDS; household++) {
            double bought = 0;
            for (int category = 0; category < LookalikeProfiles.CATEGORIES; category++) {
                double probability = profiles.buys(household, 0, category);
                assertTrue(probability > 0 && probability < 0.4, "category " + category + ": " + probability);
                bought += probability;
            }
            assertEquals(16, bought, 3, "a basket of household " + household);
        }
    }

    @Test
    void theSameSeedWritesTheSameBytes() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            GenerateLookalike.write(Files.createDirectories(folder.resolve(name)), 400, name.equals("c") ? 2 : 1, 0.1);
        }
        assertEquals(-1, Files.mismatch(folder.resolve("a/lookalike.csv"), folder.resolve("b/lookalike.csv")));
        assertNotEquals(-1, Files.mismatch(folder.resolve("a/lookalike.csv"), folder.resolve("c/lookalike.csv")));
        List<String> past = Files.readAllLines(folder.resolve("a/lookalike.csv"));
        List<String> later = Files.readAllLines(folder.resolve("a/later.csv"));
        assertEquals(List.of(301, 101), List.of(past.size(), later.size()));
        long columns = past.get(0).chars().filter(character -> character == ',').count();
        assertTrue(past.stream().allMatch(line -> line.chars().filter(character -> character == ',').count() == columns));
        long labelled = past.stream().filter(line -> line.endsWith("yes") || line.endsWith("no")).count();
        assertEquals(30, labelled, 15);
        assertTrue(later.stream().skip(1).allMatch(line -> line.endsWith("yes") || line.endsWith("no")));
    }

    /** At the optimum the gradient is 0: residuals are orthogonal to the inputs, but for the ridge. */
    @Test
    void logisticRegressionEndsWhereItsGradientDoes() {
        Random random = new Random(3);
        int inputs = 4;
        float[][] cases = new float[200][inputs];
        boolean[] positive = new boolean[cases.length];
        for (int i = 0; i < cases.length; i++) {
            for (int j = 0; j < inputs; j++) {
                cases[i][j] = random.nextFloat();
            }
            positive[i] = random.nextDouble() < cases[i][0];
        }
        double ridge = 0.5;
        LogisticRegression fitted = LogisticRegression.fit(cases, positive, ridge);
        for (int j = 0; j <= inputs; j++) {
            double gradient = j < inputs ? -ridge * fitted.weights()[j] : 0;
            for (int i = 0; i < cases.length; i++) {
                gradient += ((positive[i] ? 1 : 0) - fitted.probability(cases[i])) * (j < inputs ? cases[i][j] : 1);
            }
            assertEquals(0, gradient, 1e-6, "weight " + j);
        }
    }
}
