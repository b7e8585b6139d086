package org.beliefgrid.jobs.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.beliefgrid.error.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFormatTest {
    @TempDir
    private Path folder;

    private static float[] parsed(LineFormat format, String line, int units) {
        float[] values = {-1, -1, -1, -1, -1};
        format.parse(line, values, 1, units);
        return values;
    }

    @Test
    void bothFormatsGiveTheNumbersOfALine() {
        assertArrayEquals(new float[] {-1, 0.5f, -2, 3e-4f, -1}, parsed(LineFormat.CSV, "0.5, -2,3e-4", 3));
        assertArrayEquals(new float[] {-1, 0.5f, -2, 3e-4f, -1}, parsed(LineFormat.JSONL, "[0.5, -2,3e-4]", 3));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "CSV   | 1,2       | 2 values, the model takes 3",
        "CSV   | 1,2,3,4   | 4 values, the model takes 3",
        "CSV   | 1,,3      | value 2 must be a number",
        "CSV   | 1,x,3     | value 2 must be a number, was \"x\"",
        "CSV   | 1,NaN,3   | value 2 must be finite",
        "CSV   | 1,2,1e99  | value 3 must be finite, was 1e99",
        "JSONL | [1,2]     | 2 values, the model takes 3",
        "JSONL | [1,2,3,4] | 4 values, the model takes 3",
        "JSONL | 1,2,3     | is no JSON",
        "JSONL | {}        | must be an array of numbers",
        "JSONL | [1,null,3]| value 2 must be a number, was null",
        "JSONL | [1,2,1e99]| value 3 must be finite",
        "JSONL | [1,2,3]]  | is no JSON",
        "JSONL | [1,2,3    | is no JSON",
        "JSONL | [1,2,3] 4 | goes on after its array"})
    void aLineThatDoesNotFitIsRefusedWithWhatWasFound(LineFormat format, String line, String message) {
        String found = assertThrows(IllegalArgumentException.class, () -> parsed(format, line, 3)).getMessage();
        assertTrue(found.contains(message), found);
    }

    @Test
    void aFirstLineOfNamesIsAHeader() {
        assertTrue(LineFormat.CSV.isHeader("age,height"));
        assertTrue(LineFormat.CSV.isHeader("\"1\",\"2\""));
        assertFalse(LineFormat.CSV.isHeader("1,height"));
        assertFalse(LineFormat.JSONL.isHeader("age,height"));
    }

    @Test
    void readersShareTheRowsAndMessagesNameTheLine() throws IOException {
        Path file = folder.resolve("rows.csv");
        List<String> lines = new ArrayList<>(List.of("value"));
        for (int row = 0; row < 1001; row++) {
            lines.add(row == 777 ? "oops" : String.valueOf(row));
        }
        Files.write(file, lines);
        Set<Integer> seen = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        for (int reader = 0; reader < 3; reader++) {
            List<Long> numbers = new ArrayList<>();
            new TextRows(file.toString(), LineFormat.CSV).read(reader, 3, block -> {
                assertEquals(numbers.size(), block.number());
                numbers.add(block.number());
                take(block, seen, problems);
            });
        }
        assertEquals(List.of(file + ": line 779: value 1 must be a number, was \"oops\""), problems);
        assertEquals(1001 - 240, seen.size());
    }

    private static void take(RowBlock block, Set<Integer> seen, List<String> problems) {
        float[] out = new float[1];
        try {
            for (int i = 0; i < block.count(); i++) {
                block.values(1).copy(i, out, 0);
                assertEquals(block.firstRow() + i, (long) out[0]);
                assertTrue(seen.add((int) out[0]), "twice: " + out[0]);
            }
        } catch (BadInputException e) {
            problems.add(e.getMessage());
        }
    }
}
