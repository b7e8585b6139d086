package org.beliefgrid.yarn.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The cluster that the long cases of a class share. */
abstract class OnLongRows {
    @TempDir
    static Path folder;
    static LongRows rows;

    @BeforeAll
    static void start() throws Exception {
        rows = LongRows.open(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (rows != null) {
            rows.close();
        }
    }
}
