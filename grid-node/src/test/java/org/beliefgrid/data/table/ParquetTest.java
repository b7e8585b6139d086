package org.beliefgrid.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableSchemaText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same rows in a Parquet file and in a CSV file are the same cases. */
class ParquetTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);
    private static final int ROWS = 1000;
    private static final MessageType TYPE = MessageTypeParser.parseMessageType("""
            message rows {
              optional int32 age; required int64 id; optional float weight; optional double income; optional boolean member;
              optional binary country (STRING); required binary bought (STRING); optional int32 price (DECIMAL(9,2));
              optional group nested { optional int32 x; }
            }""");
    private static final String SCHEMA = """
            features: [income, {name: country, categorical: true}, age, weight, member, price]
            label: bought
            missing: mean
            scale: standardise
            """;

    @TempDir
    private Path folder;

    /** Small row groups, so that there are several. */
    private Path parquet(List<Group> rows, CompressionCodecName codec) throws IOException {
        Path file = folder.resolve(codec + ".parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(TYPE)
                .withConf(new PlainParquetConfiguration()).withCompressionCodec(codec).withRowGroupSize(8192L)
                .withPageSize(1024).withMinRowCountForPageSizeCheck(10).build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return file;
    }

    private static List<Group> rows(StringBuilder csv) {
        Random random = new Random(SEED);
        csv.append("income,country,age,weight,member,price,bought\n");
        List<Group> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            Group group = new SimpleGroup(TYPE);
            group.add("id", (long) row);
            double income = random.nextGaussian();
            int age = random.nextInt(90);
            float weight = random.nextFloat();
            String country = random.nextBoolean() ? "CH" : "\u00c5land";
            boolean there = random.nextInt(4) > 0;
            group.add("bought", there ? "yes" : "no");
            if (there) {
                group.add("income", income);
                group.add("country", country);
                group.add("age", age);
            }
            group.add("weight", weight);
            group.add("member", there);
            group.add("price", age);
            csv.append("%s,%s,%s,%s,%d,%s,%s\n".formatted(there ? income : "", there ? country : "", there ? age : "",
                    (double) weight, there ? 1 : 0, age * Math.pow(10, -2), there ? "yes" : "no"));
            rows.add(group);
        }
        return rows;
    }

    private static List<float[]> cases(SurveyedTable table, List<Integer> labels) throws IOException {
        List<float[]> cases = new ArrayList<>();
        TableCases source = TableCases.of(SurveyedTable.of(table.bytes()));
        source.scan(row -> true, (row, bytes, label) -> {
            float[] values = new float[source.visible()];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            cases.add(values);
            labels.add(label);
        });
        return cases;
    }

    @ParameterizedTest
    @EnumSource(value = CompressionCodecName.class, names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void rowsAreThoseOfTheSameCsvFile(CompressionCodecName codec) throws IOException {
        StringBuilder csv = new StringBuilder();
        List<Group> rows = rows(csv);
        String text = Files.writeString(folder.resolve("rows.csv"), csv).toString();
        SurveyedTable expected = TableSurvey.ofTraining(text, TableSchemaText.read("schema", SCHEMA));
        SurveyedTable found = TableSurvey.ofTraining(parquet(rows, codec).toString(),
                TableSchemaText.read("schema", "format: parquet\n" + SCHEMA));
        assertTrue(found.splits().size() > 2, "row groups: " + found.splits().size());
        assertEquals(expected.input().columns(), found.input().columns());
        assertEquals(expected.input().classes(), found.input().classes());
        List<Integer> expectedLabels = new ArrayList<>();
        List<Integer> foundLabels = new ArrayList<>();
        List<float[]> expectedCases = cases(expected, expectedLabels);
        List<float[]> foundCases = cases(found, foundLabels);
        assertEquals(expectedLabels, foundLabels);
        for (int row = 0; row < ROWS; row++) {
            assertArrayEquals(expectedCases.get(row), foundCases.get(row), "row " + row);
        }
    }

    private String refusal(Path file, String schema) {
        return assertThrows(BadInputException.class, () -> TableSurvey.ofTraining(file.toString(),
                TableSchemaText.read("schema", "format: parquet\n" + schema))).getMessage().replace(folder + "/", "");
    }

    @Test
    void columnsThatCannotBeUsedAndRowsWithoutAValueAreNamed() throws IOException {
        Path file = parquet(rows(new StringBuilder()), CompressionCodecName.UNCOMPRESSED);
        assertEquals("UNCOMPRESSED.parquet: column country is of type optional binary country (STRING), expected a number, or "
                + "categorical: true in the schema", refusal(file, "features: [country]"));
        assertEquals("UNCOMPRESSED.parquet: column nested is nested or repeated, expected a number or a text in each row: "
                + "leave it out", refusal(file, "features: [nested]"));
        String missing = refusal(file, "features: [weight, age]");
        assertTrue(missing.matches("UNCOMPRESSED.parquet: row \\d+: column age has no value, or none that is known"), missing);
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(parquet(rows(new StringBuilder()), CompressionCodecName.SNAPPY));
        for (int length : new int[] {1, 100, whole.length / 2, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, length));
            assertTrue(refusal(cut, SCHEMA).startsWith("cut.parquet: cannot be read as a Parquet file: "), "" + length);
        }
    }
}
