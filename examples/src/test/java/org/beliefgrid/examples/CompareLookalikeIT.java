package org.beliefgrid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison on a few rows: that it runs, and that each of the three has learned something. */
class CompareLookalikeIT {
    @TempDir
    private Path folder;

    @Test
    void allThreeLearnSomething() throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            CompareLookalike.main(new String[] {folder.toString(), "8000", "1", "0.2"});
        } finally {
            System.setOut(out);
        }
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("1  ")).toList();
        assertEquals(3, lines.size(), () -> bytes.toString(StandardCharsets.UTF_8));
        for (String line : lines) {
            double area = Double.parseDouble(line.split(" {2,}")[2]);
            assertTrue(area > 0.55 && area < 1, line);
        }
    }
}
