package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainResultsTest {
    @TempDir
    private Path folder;

    private boolean lackJson(String found) throws IOException {
        Path file = Files.writeString(folder.resolve("out.json"), found);
        return results(Optional.of(file.toString())).lackJson("m-1", "abc");
    }

    private static TrainResults results(Optional<String> json) {
        return new TrainResults(new PrintWriter(Writer.nullWriter()), 0, json);
    }

    @Test
    void theFileOfTheRunAndItsModelIsThere() throws IOException {
        assertFalse(lackJson("{\"run\": \"m-1\", \"modelSha256\": \"abc\"}"));
    }

    @Test
    void aFileOfAnotherRunOrModelIsNot() throws IOException {
        assertTrue(lackJson("{\"run\": \"m-0\", \"modelSha256\": \"abc\"}"));
        assertTrue(lackJson("{\"run\": \"m-1\", \"modelSha256\": \"abd\"}"));
        assertTrue(lackJson("{\"run\": \"m-1\"}"));
        assertTrue(lackJson("{\"run\": \"m-1\", \"modelS"));
        assertTrue(lackJson("[]"));
        assertTrue(lackJson(""));
    }

    @Test
    void aFileThatNobodyAskedForIsNotLacking() {
        assertFalse(results(Optional.empty()).lackJson("m-1", "abc"));
        assertTrue(results(Optional.of(folder.resolve("none.json").toString())).lackJson("m-1", "abc"));
    }
}
