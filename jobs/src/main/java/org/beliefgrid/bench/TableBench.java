package org.beliefgrid.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SurveyedTable;
import org.beliefgrid.data.table.TableSurvey;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * Both readings of a CSV file of 1,000,000 rows and 50 columns, 49 of them numbers of six digits behind the point, into a grid
 * of
 * two members. The file is made first, the same bytes on any machine.
 */
final class TableBench {
    private static final int MEMBERS = 2;
    private static final int SHARDS = 10;
    private static final int ROWS = 1_000_000;
    private static final int NUMBERS = 49;
    private static final int DIGITS = 6;
    private static final double BYTES_A_MB = 1e6;

    private TableBench() {
    }

    /** @param folder that the file goes into; it is removed again */
    static Row measure(Path folder, Location store) throws IOException {
        Path file = folder.resolve("rows.csv");
        try (EmbeddedGrid grid = EmbeddedGrid.start(MEMBERS, SHARDS, 1, store)) {
            write(file);
            long start = System.nanoTime();
            SurveyedTable table = TableSurvey.ofTraining(file.toString(), TableSchemaText.read("schema", "label: label"));
            double surveySeconds = (System.nanoTime() - start) / 1e9;
            Dataset loaded = new LoadJob(grid.first()).load("bench", SourceSpec.Table.of(file.toString(), table),
                    TrainingPlan.DEFAULTS.withShards(SHARDS), table.input().classes().size(), false);
            double seconds = (System.nanoTime() - start) / 1e9;
            double megabytes = Files.size(file) / BYTES_A_MB;
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("rows", loaded.totalCases());
            details.put("megabytes", megabytes);
            details.put("surveySeconds", surveySeconds);
            details.put("seconds", seconds);
            return new Row("load-csv", "reading 1,000,000 rows of 50 columns, and loading them", megabytes / seconds,
                    Bound.atLeast(50, "MB/s"), details);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void write(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            StringBuilder header = new StringBuilder();
            for (int column = 0; column < NUMBERS; column++) {
                header.append("number").append(column).append(',');
            }
            out.write(header.append("label\n").toString().getBytes(StandardCharsets.US_ASCII));
            byte[] field = {'0', '.', 0, 0, 0, 0, 0, 0, ','};
            for (int row = 0; row < ROWS; row++) {
                for (int column = 0; column < NUMBERS; column++) {
                    int digits = digits((long) row * NUMBERS + column);
                    for (int place = DIGITS; place > 0; place--) {
                        field[1 + place] = (byte) ('0' + digits % 10);
                        digits /= 10;
                    }
                    out.write(field);
                }
                out.write(row % 2 == 0 ? 'a' : 'b');
                out.write('\n');
            }
        }
    }

    /** Six digits that look random: the middle of the product with an odd number (Knuth's multiplicative hashing). */
    private static int digits(long number) {
        return (int) ((number * 0x9E3779B97F4A7C15L >>> 32) % 1_000_000);
    }
}
