package org.beliefgrid.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableSchemaText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows in LIBSVM's format. */
class SvmTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);
    private static final String SCHEMA = "format: libsvm\nscale: none\n";

    @TempDir
    private Path folder;

    private SurveyedTable read(String rows, String schema) throws IOException {
        String file = Files.writeString(folder.resolve("rows.svm"), rows).toString();
        return TableSurvey.ofTraining(file, TableSchemaText.read("schema", schema));
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

    /** Written from a dense matrix, with and without its zeros. */
    @Test
    void whatIsNotNamedIsZero() throws IOException {
        Random random = new Random(SEED);
        List<float[]> expected = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < 100; row++) {
            float[] values = new float[9];
            classes.add(row % 2);
            rows.append(row % 2 == 0 ? "-1" : "+1");
            for (int column = 0; column < values.length; column++) {
                boolean last = row == 7 && column == values.length - 1;
                values[column] = last || random.nextInt(3) == 0 ? random.nextFloat() : 0;
                if (values[column] != 0 || random.nextInt(5) == 0) {
                    rows.append(random.nextBoolean() ? " " : "\t ").append(column + 1).append(':').append(values[column]);
                }
            }
            expected.add(values);
            rows.append(row % 10 == 0 ? " # a comment: 1:2\n" : "\n");
        }
        SurveyedTable table = read(rows.toString(), SCHEMA);
        List<Integer> labels = new ArrayList<>();
        List<float[]> found = cases(table, labels);
        assertEquals(List.of("-1", "+1"), table.input().classes());
        assertEquals(classes, labels);
        assertEquals(9, table.input().schema().columns());
        for (int row = 0; row < expected.size(); row++) {
            assertArrayEquals(expected.get(row), found.get(row));
        }
    }

    @Test
    void columnsThatNoRowNamesAreThereIfTheSchemaSaysSo() throws IOException {
        SurveyedTable table = read("1 1:2\n0 1:4\n", "format: libsvm\ncolumns: 3\nfeatures: [3, 1]\n");
        assertArrayEquals(new float[] {0, 0}, cases(table, new ArrayList<>()).get(0));
        assertArrayEquals(new float[] {0, 1}, cases(table, new ArrayList<>()).get(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 2:1 2:2       | "2:2", expected INDEX:NUMBER with an index from 3 to 4 at byte 7
            0 0:1           | "0:1", expected INDEX:NUMBER with an index from 1 to 4 at byte 3
            0 5:1           | "5:1", expected INDEX:NUMBER with an index from 1 to 4 at byte 3
            0 99999999999:1 | "99999999999:1", expected INDEX:NUMBER with an index from 1 to 4 at byte 3
            0 1:            | "1:", expected a number of at most 3.4e38 behind the index at byte 3
            0 1:x           | "1:x", expected a number of at most 3.4e38 behind the index at byte 3
            0 1:2 word      | "word", expected INDEX:NUMBER with an index from 2 to 4 at byte 7
            0 1:1 : # 2:2   | ":", expected INDEX:NUMBER with an index from 2 to 4 at byte 7
            """)
    void malformedRowsAreNamed(String line, String problem) {
        String message = assertThrows(BadInputException.class, () -> read("0 4:1\n1 1:1\n" + line + "\n",
                "format: libsvm\ncolumns: 4\n")).getMessage();
        assertEquals(folder.resolve("rows.svm") + ": line 3: " + problem, message);
    }
}
