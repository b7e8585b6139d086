package org.beliefgrid.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.client.Predictor;
import org.beliefgrid.metrics.ScoredCases;

/**
 * The rows of a file of {@link GenerateLookalike} that say whether the offer was taken, as a network gets them.
 *
 * @param cases [rows][inputs]
 * @param took [rows]
 */
record LabelledRows(float[][] cases, boolean[] took) {
    private static final int BLOCK = 1000;

    /**
     * Reads them.
     *
     * @param predictor whose model says what becomes of the columns
     */
    static LabelledRows read(Path file, Predictor predictor) throws IOException {
        List<float[]> cases = new ArrayList<>();
        List<Boolean> took = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String[] names = in.readLine().split(",");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] fields = line.split(",");
                if (fields.length == names.length) {  // else the label, the last one, is missing
                    Map<String, String> row = new HashMap<>();
                    for (int column = 0; column < names.length; column++) {
                        row.put(names[column], fields[column]);
                    }
                    cases.add(predictor.values(row));
                    took.add(fields[names.length - 1].equals("yes"));
                }
            }
        }
        boolean[] labels = new boolean[took.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = took.get(i);
        }
        return new LabelledRows(cases.toArray(float[][]::new), labels);
    }

    /** These rows with the probabilities of a network of two classes, of which "yes" is the second. */
    ScoredCases scored(Predictor predictor) {
        double[] scores = new double[cases.length];
        for (int from = 0; from < cases.length; from += BLOCK) {
            int to = Math.min(cases.length, from + BLOCK);
            float[][] probabilities = predictor.probabilities(Arrays.copyOfRange(cases, from, to));
            for (int i = 0; i < probabilities.length; i++) {
                scores[from + i] = probabilities[i][1];
            }
        }
        return ScoredCases.of(scores, took);
    }

    /** These rows with the probabilities of a logistic regression. */
    ScoredCases scored(LogisticRegression regression) {
        return ScoredCases.of(Arrays.stream(cases).mapToDouble(regression::probability).toArray(), took);
    }
}
