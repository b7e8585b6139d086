package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows as CSV, in LIBSVM's format and as Parquet: the same model, the same evaluation and the same scores. */
class TableFormatsIT {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);
    private static final int COLUMNS = 3;
    private static final int ROWS = 300;
    private static final MessageType TYPE = MessageTypeParser.parseMessageType(
            "message rows { required double 1; required double 2; required double 3; required binary label (STRING); }");

    @TempDir
    private Path folder;

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private Outcome run(String... arguments) {
        return InProcess.run(arguments).outcome().exited(ExitCode.DONE);
    }

    @Test
    void everyFormatGivesTheSameModelEvaluationAndScores() throws IOException {
        List<double[]> rows = rows();
        writeText(rows);
        writeParquet(rows);
        Files.writeString(folder.resolve("plan.yaml"), "{hidden: [6], shards: 2, miniBatch: 10, pretraining: {epochs: 1}, "
                + "fineTuning: {epochs: 20, learningRate: 0.5}}");
        Outcome csv = train("csv", "rows.csv");
        List<String> expected = scores("csv", "rows.csv");
        requireAsManyErrorsAsEvaluated(csv, rows, expected);
        for (String format : List.of("libsvm", "parquet")) {
            Outcome trained = train(format, "rows." + format);
            assertEquals(csv.modelSha256(), trained.modelSha256(), format);
            Outcome evaluated = run("evaluate", "--model", format, "--data", in("rows." + format), "--store", in("models"));
            assertEquals(csv.line("test error "), evaluated.line("test error "), format);
            assertEquals(expected, scores(format, "rows." + format), format);
        }
    }

    /** A row is of the second class if its first two values are large. Some values are 0, which LIBSVM leaves out. */
    private static List<double[]> rows() {
        Random random = new Random(SEED);
        List<double[]> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            double[] values = new double[COLUMNS];
            for (int column = 0; column < COLUMNS; column++) {
                values[column] = random.nextInt(4) == 0 ? 0 : random.nextInt(1000) / 8.0;
            }
            rows.add(values);
        }
        return rows;
    }

    private static String label(double[] values) {
        return values[0] + values[1] > 100 ? "1" : "0";
    }

    private void writeText(List<double[]> rows) throws IOException {
        StringBuilder csv = new StringBuilder("1,2,3,label\n");
        StringBuilder libsvm = new StringBuilder();
        for (double[] values : rows) {
            libsvm.append(label(values));
            for (int column = 0; column < COLUMNS; column++) {
                csv.append(values[column]).append(',');
                libsvm.append(values[column] == 0 ? "" : " " + (column + 1) + ":" + values[column]);
            }
            csv.append(label(values)).append('\n');
            libsvm.append('\n');
        }
        Files.writeString(folder.resolve("rows.csv"), csv);
        Files.writeString(folder.resolve("rows.libsvm"), libsvm);
    }

    private void writeParquet(List<double[]> rows) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve("rows.parquet")))
                .withType(TYPE).withConf(new PlainParquetConfiguration()).build()) {
            for (double[] values : rows) {
                Group row = new SimpleGroup(TYPE);
                for (int column = 0; column < COLUMNS; column++) {
                    row.add(String.valueOf(column + 1), values[column]);
                }
                row.add("label", label(values));
                writer.write(row);
            }
        }
    }

    private Outcome train(String format, String rows) throws IOException {
        Path schema = Files.writeString(folder.resolve(format + ".yaml"), "format: " + format + "\nlabel: label\n"
                + (format.equals("libsvm") ? "columns: " + COLUMNS + "\n" : ""));
        return run("train", "--data", in(rows), "--test", in(rows), "--schema", schema.toString(), "--preset", in("plan.yaml"),
                "--store", in("models"), "--model", format, "--members", "1");
    }

    /** Row, class and probability of each row; the model's name is another one for each format. */
    private List<String> scores(String model, String rows) throws IOException {
        run("score", "--model", model, "--input", in(rows), "--output", in("scores-" + model), "--members", "1", "--store",
                in("models"));
        List<String> lines = Files.readAllLines(folder.resolve("scores-" + model + "/part-0.csv"));
        assertEquals("row,class,probability,model", lines.get(0));
        assertEquals(ROWS + 1, lines.size());
        return lines.stream().skip(1).map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    private static void requireAsManyErrorsAsEvaluated(Outcome trained, List<double[]> rows, List<String> scores) {
        int errors = 0;
        for (int row = 0; row < ROWS; row++) {
            errors += scores.get(row).startsWith(row + "," + label(rows.get(row)) + ",") ? 0 : 1;
        }
        assertTrue(trained.line("test error ").contains("(" + errors + " of "), trained.line("test error "));
    }
}
