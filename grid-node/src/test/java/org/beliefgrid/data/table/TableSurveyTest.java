package org.beliefgrid.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From files to cases: what a schema says happens to rows, and every row that it does not allow is named. */
class TableSurveyTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);
    private static final String SCHEMA = """
            features: [age, {name: country, categorical: true}, income]
            label: bought
            """;
    private static final String ROWS = """
            id,age,country,income,bought
            1,20,CH,-1.5e3,no
            2,30,"A, ""B""\",0,yes
            3,40,CH,500,
            """;

    @TempDir
    private Path folder;

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private SurveyedTable read(String rows, String schema) throws IOException {
        return TableSurvey.ofTraining(write("rows.csv", rows), TableSchemaText.read("schema", schema));
    }

    private String refusal(String rows, String schema) {
        return assertThrows(BadInputException.class, () -> read(rows, schema)).getMessage().replace(folder + "/", "");
    }

    private static List<float[]> cases(CaseSource source, List<Integer> labels) throws IOException {
        List<float[]> cases = new ArrayList<>();
        source.scan(row -> true, (row, bytes, label) -> {
            assertEquals(cases.size(), row);
            float[] values = new float[source.visible()];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            cases.add(values);
            labels.add(label);
        });
        return cases;
    }

    private static List<float[]> cases(SurveyedTable table) throws IOException {
        return cases(TableCases.of(SurveyedTable.of(table.bytes())), new ArrayList<>());
    }

    @Test
    void rowsBecomeCasesOfUnitsInTheOrderOfTheSchema() throws IOException {
        SurveyedTable table = read(ROWS, SCHEMA);
        List<Integer> labels = new ArrayList<>();
        List<float[]> cases = cases(TableCases.of(table), labels);
        assertArrayEquals(new float[] {0, 0, 1, 0}, cases.get(0));
        assertArrayEquals(new float[] {0.5f, 1, 0, 0.75f}, cases.get(1));
        assertArrayEquals(new float[] {1, 0, 1, 1}, cases.get(2));
        assertEquals(List.of(0, 1, CaseSource.UNLABELLED), labels);
        assertEquals(List.of("no", "yes"), table.input().classes());
        assertEquals(List.of("A, \"B\"", "CH"), table.input().columns().get(1).categories());
        assertArrayEquals(new long[] {1, 1}, table.classCounts());
        assertEquals(List.of("read 3 rows of 1 files"), table.counts().lines());
    }

    @Test
    void endsOfLinesByteOrderMarksAndPackingChangeNothing() throws IOException {
        List<float[]> expected = cases(read(ROWS, SCHEMA));
        for (String rows : List.of(ROWS.replace("\n", "\r\n"), "\uFEFF" + ROWS, ROWS.stripTrailing())) {
            List<float[]> found = cases(read(rows, SCHEMA));
            for (int row = 0; row < expected.size(); row++) {
                assertArrayEquals(expected.get(row), found.get(row));
            }
        }
        Path packed = folder.resolve("packed.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(ROWS.getBytes());
        }
        SurveyedTable table = TableSurvey.ofTraining(packed.toString(), TableSchemaText.read("schema", SCHEMA));
        assertEquals(read(ROWS, SCHEMA).fingerprint(), table.fingerprint());
        assertArrayEquals(expected.get(1), cases(table).get(1));
    }

    /** Means and deviations of numbers that a sum of floats would lose, by two passes in another arithmetic. */
    @Test
    void numbersAreStandardised() throws IOException {
        Random random = new Random(SEED);
        double[] values = random.doubles(500).map(value -> 1.7e9 + Math.rint(1000 * value) / 1000).toArray();
        StringBuilder rows = new StringBuilder("time\n");
        Arrays.stream(values).forEach(value -> rows.append(value).append('\n'));
        SurveyedTable table = read(rows.toString(), "scale: standardise");
        double mean = 1.7e9 + Arrays.stream(values).map(value -> value - 1.7e9).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(values).map(value ->
                (value - mean) * (value - mean)).average().orElseThrow());
        List<float[]> cases = cases(table);
        for (int row = 0; row < values.length; row++) {
            assertEquals((values[row] - mean) / deviation, cases.get(row)[0], 1e-5, "seed " + SEED);
        }
    }

    @Test
    void missingValuesAreAsTheSchemaSays() throws IOException {
        String rows = "a,b,y\n0,x,p\n,x,q\n4,NA,p\n2,z,q\n";
        String columns = "features: [a, {name: b, categorical: true}]\nlabel: y\nmissingAs: ['', NA]\nmissing: ";
        assertEquals("rows.csv: line 3: column a has no value, or none that is known", refusal(rows, columns + "error"));
        List<float[]> mean = cases(read(rows, columns + "mean"));
        assertArrayEquals(new float[] {0.5f, 1, 0}, mean.get(1));
        assertArrayEquals(new float[] {1, 2 / 3f, 1 / 3f}, mean.get(2));
        List<float[]> zero = cases(read(rows, columns + "zero"));
        assertArrayEquals(new float[] {0, 1, 0}, zero.get(1));
        assertArrayEquals(new float[] {1, 0, 0}, zero.get(2));
        SurveyedTable skipped = read(rows, columns + "skip-row");
        assertEquals(2, cases(skipped).size());
        assertEquals(List.of("read 4 rows of 1 files", "passed over 2 rows without a value, the first: " + folder
                + "/rows.csv: "
                + "line 3"), skipped.counts().lines());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "1,abc | column b is \"abc\", expected a number of at most 3.4e38",
        "1,NaN | column b is \"NaN\", expected a number of at most 3.4e38",
        "-Infinity,1 | column a is \"-Infinity\", expected a number of at most 3.4e38",
        "1e39,1 | column a is \"1e39\", expected a number of at most 3.4e38",
        "0x10,1 | column a is \"0x10\", expected a number of at most 3.4e38",
        "0x1p3,1 | column a is \"0x1p3\", expected a number of at most 3.4e38",
        "1f,1 | column a is \"1f\", expected a number of at most 3.4e38",
        "1,1,1 | 3 fields, expected 2",
        "1 | 1 fields, expected 2",
        "`` | is empty",
        "1,\"1 | a quote is not closed in its line",
        "1,\"1\"2 | something stands behind a closing quote",
    })
    void malformedRowsAreNamed(String row, String problem) throws IOException {
        String rows = "a,b\n1,2\n" + row + "\n3,4\n" + row + "\n5,6\n";
        assertEquals("rows.csv: line 3: " + problem, refusal(rows, "{}"));
        SurveyedTable table = read(rows, "malformed: skip");
        assertEquals(new TableCounts(1, 3, 2, folder + "/rows.csv: line 3: " + problem, 0, ""), table.counts());
        assertEquals(3, cases(table).size());
    }

    @Test
    void filesThatAreNoTableAreRefused() throws IOException {
        assertEquals("rows.csv: is empty, expected a first line with the names of the columns", refusal("", "{}"));
        assertEquals("rows.csv: 0 rows that can be cases, expected 1 to 2147483647", refusal("a,b\n", "{}"));
        assertEquals("rows.csv: line 1: no column c, y, there are a, b, a; more than one column is called a",
                refusal("a,b,a\n1,2,3\n", "{features: [a, c], label: y}"));
        assertEquals("rows.csv: line 3: label y is \"maybe\", expected one of [no, yes]",
                refusal("a,y\n1,no\n2,maybe\n", "{label: y, classes: [no, yes]}"));
        assertEquals("rows.csv: column y has one class only, [no], expected two or more", refusal("a,y\n1,no\n", "label: y"));
        write("a.csv", "a,b\n1,2\n");
        write("b.csv", "b,a\n1,2\n");
        assertEquals(folder + "/b.csv: line 1: its columns are b, a, expected those of the first file, a, b",
                assertThrows(BadInputException.class, () -> TableSurvey.ofTraining(folder + "/[ab].csv",
                        TableSchemaText.read("schema", "{}"))).getMessage());
    }

    @Test
    void filesOfAFolderOrPatternAreReadInTheOrderOfTheirNames() throws IOException {
        write("part-2.csv", "a\n3\n4\n");
        write("part-1.csv", "a\n1\n2\n");
        write("_SUCCESS", "");
        write(".hidden", "");
        for (String data : List.of(folder.toString(), folder + "/part-*.csv", folder + "/part-{1,2}.csv")) {
            SurveyedTable table = TableSurvey.ofTraining(data, TableSchemaText.read("schema", "scale: none"));
            List<float[]> cases = cases(table);
            for (int row = 0; row < 4; row++) {
                assertEquals(row + 1, cases.get(row)[0]);
            }
            assertEquals("read 4 rows of 2 files", table.counts().lines().get(0));
        }
        assertThrows(BadInputException.class, () -> TableFiles.of(folder + "/part-*.txt"));
    }

    @Test
    void linesAreCountedInTheirFileWhereverItIsSplit() throws IOException {
        StringBuilder rows = new StringBuilder("a,b\n");
        String row = "1," + "0".repeat(1000) + "1\n";
        int lines = (int) (2 * Split.BYTES / row.length()) + 100;
        for (int line = 2; line < lines; line++) {
            rows.append(row);
        }
        rows.append("1,x\n");
        assertEquals("rows.csv: line " + lines + ": column b is \"x\", expected a number of at most 3.4e38",
                refusal(rows.toString(), "{}"));
        SurveyedTable table = read(rows.toString(), "malformed: skip");
        assertEquals(3, table.splits().size());
        assertEquals(lines - 2, table.counts().rows());
        assertEquals(lines - 2, cases(table).size());
    }

    /** The same as from the rows that are left, alone. */
    @Test
    void heldOutRowsDoNotEnterScales() throws IOException {
        Random random = new Random(SEED);
        StringBuilder rows = new StringBuilder("a,c,y\n");
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < 200; row++) {
            lines.add(random.nextGaussian() + "," + "xyz".charAt(random.nextInt(3)) + "," + "pq".charAt(row % 2));
            rows.append(lines.get(row)).append('\n');
        }
        String schema = "{features: [a, {name: c, categorical: true}], label: y, scale: standardise, missing: mean}";
        SurveyedTable all = read(rows.toString(), schema);
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHeldOut(0.4).withSeed(SEED);
        CaseSelection selection = CaseSelection.of(plan, TableCases.of(all), 2);
        SurveyedTable fitted = TableSurvey.withoutHeldOut(all, selection, null);
        StringBuilder left = new StringBuilder("a,c,y\n");
        for (int row = 0; row < 200; row++) {
            if (!selection.isHeldOut(row, row % 2)) {
                left.append(lines.get(row)).append('\n');
            }
        }
        assertEquals(read(left.toString(), schema).input(), fitted.input());
        assertFalse(all.input().equals(fitted.input()));
        assertEquals(all.counts(), fitted.counts());
    }

    @Test
    void otherRowsAreReadAsTheTrainingRowsWere() throws IOException {
        TableInput input = read(ROWS, SCHEMA + "malformed: skip\n").input();
        String others = write("others.csv", "bought,income,age,country\nyes,9999,25,CH\nno,0,30,XX\nmaybe,0,30,CH\n");
        SurveyedTable table = TableSurvey.ofOthers(others, input);
        assertArrayEquals(new float[] {0.25f, 0, 1, 1}, cases(table).get(0));
        assertEquals(1, table.counts().rows());
        assertEquals(others + ": line 3: column country has no value, or none that is known", table.counts().firstMalformed());
        try (TableRows rows = TableRows.open(input, Location.of(others))) {
            assertTrue(rows.next());
            assertArrayEquals(new float[] {0.25f, 0, 1, 1}, rows.values());
            assertEquals(1, rows.label());
            assertEquals(2, rows.line());
            assertFalse(rows.next());
            assertEquals(2, rows.malformed());
        }
    }

    @Test
    void filesThatChangeAreRefused() throws IOException {
        SurveyedTable table = read(ROWS, SCHEMA);
        CaseSource cases = TableCases.of(table);
        for (String changed : List.of(ROWS.replace("500", "501"), ROWS.replace("1,20,CH,-1.5e3,no\n", ""),
                ROWS + "4,1,CH,1,no\n")) {
            write("rows.csv", changed);
            assertThrows(BadInputException.class, () -> cases(cases, new ArrayList<>()), changed);
        }
    }

    @Test
    void labelsAreSortedAsNumbersIfTheyAre() throws IOException {
        assertEquals(List.of("0", "2", "10"), read("a,y\n1,10\n2,2\n3,0\n", "label: y").input().classes());
        assertEquals(List.of("10", "2", "x"), read("a,y\n1,10\n2,2\n3,x\n", "label: y").input().classes());
    }

    @Test
    void aConstantColumnIsZero() throws IOException {
        assertEquals(Column.number("a", 7, 0, 0), read("a\n7\n7\n", "scale: unit").input().columns().get(0));
        assertArrayEquals(new float[] {0}, cases(read("a\n7\n7\n", "scale: standardise")).get(0));
    }

    @Test
    void aRunNamesATableByFilesAndSchema() throws IOException {
        SurveyedTable table = read(ROWS, SCHEMA);
        assertEquals(List.of("table", folder + "/rows.csv", TableSchemaText.write(TableSchemaText.read("s", SCHEMA))),
                SourceSpec.Table.of(folder + "/rows.csv", table).words());
    }
}
