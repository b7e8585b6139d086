package org.beliefgrid.grid;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.learning.ShardCases;

/** Fisher's irises, standardised, and what scikit-learn makes of them: tables that {@code make_tables.py} beside them wrote. */
final class IrisTables {
    static final int UNITS = 4;
    static final int CLASSES = 3;

    private IrisTables() {
    }

    static double[][] read(String name) {
        try (InputStream in = IrisTables.class.getResourceAsStream("/org/beliefgrid/reference/" + name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).map(line -> Arrays.stream(line.split(","))
                    .mapToDouble(Double::parseDouble).toArray()).toArray(double[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All cases, dealt to so many shards one by one. */
    static List<ShardCases> shards(int count) {
        double[][] rows = read("iris.csv");
        List<ShardCases> shards = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            int cases = (rows.length - shard + count - 1) / count;
            float[] values = new float[cases * UNITS];
            int[] labels = new int[cases];
            for (int i = 0; i < cases; i++) {
                double[] row = rows[shard + i * count];
                for (int unit = 0; unit < UNITS; unit++) {
                    values[i * UNITS + unit] = (float) row[unit];
                }
                labels[i] = (int) row[UNITS];
            }
            shards.add(ShardCases.ofFloats(UNITS, values, labels));
        }
        return shards;
    }
}
