package org.beliefgrid.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * Writes rows of {@link LookalikeCustomers} for trying out few labels, back-tests and monitoring.
 *
 * <pre>GenerateLookalike FOLDER [ROWS [SEED [LABELLED]]]</pre>
 *
 * {@code lookalike.csv} has the first three quarters of 200,000 rows, in the order of their days, of which one in a hundred
 * ({@code LABELLED}) says whether the offer was taken; {@code later.csv} the last quarter, all with label; {@code
 * lookalike.yaml} says how to read both. The same arguments give the same bytes.
 */
public final class GenerateLookalike {
    static final int ROWS = 200_000;
    static final double LABELLED = 0.01;
    private static final String SCHEMA = """
            features: all
            exclude: [customer, day]
            label: took
            classes: ["no", "yes"]
            """;

    private GenerateLookalike() {
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROWS;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        double labelled = arguments.length > 3 ? Double.parseDouble(arguments[3]) : LABELLED;
        write(folder, rows, seed, labelled);
        System.out.printf("%,d rows in %s%n", rows, folder.resolve("lookalike.csv"));
    }

    /**
     * Writes the files.
     *
     * @param labelled share of the rows of {@code lookalike.csv} that have a label
     */
    static void write(Path folder, int rows, long seed, double labelled) throws IOException {
        LookalikeCustomers customers = new LookalikeCustomers(seed, rows);
        CounterStream known = CounterStream.of(seed, Purpose.LABELLED);
        int past = (int) (rows * 3L / 4);
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("lookalike.csv"))) {
            out.write(LookalikeCustomers.header() + "\n");
            for (int row = 0; row < past; row++) {
                out.write(customers.line(row, known.uniform(row) < labelled) + "\n");
            }
        }
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("later.csv"))) {
            out.write(LookalikeCustomers.header() + "\n");
            for (int row = past; row < rows; row++) {
                out.write(customers.line(row, true) + "\n");
            }
        }
        Files.writeString(folder.resolve("lookalike.yaml"), SCHEMA);
    }
}
