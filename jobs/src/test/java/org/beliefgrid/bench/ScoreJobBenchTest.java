package org.beliefgrid.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.jobs.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the row score-jet scores. */
class ScoreJobBenchTest {
    private static final int IMAGES = 7;
    private static final int FIRST = 60_000;

    @TempDir
    private Path folder;

    @Test
    void theRowsAreTheImagesOfTheSourceAgainAndAgain() throws IOException {
        Path file = ScoreJobBench.write(new SourceSpec.Digits(1, FIRST, IMAGES).open(), 3 * IMAGES + 2, folder.resolve("rows"));

        List<byte[]> written = images(new SourceSpec.Idx(file.toString(), "", 10).open());
        assertEquals(3 * IMAGES + 2, written.size());
        List<byte[]> expected = images(new SourceSpec.Digits(1, FIRST, IMAGES).open());
        for (int row = 0; row < written.size(); row++) {
            assertArrayEquals(expected.get(row % IMAGES), written.get(row), "row " + row);
        }
    }

    @Test
    void theRowNamesTheDatasetWhoseTestImagesItScores() {
        assertTrue(Benchmark.onDataset("score-jet"));
        assertEquals(new SourceSpec.Digits(1, FIRST, 10_000), Sources.digits().test().orElseThrow());
    }

    private static List<byte[]> images(CaseSource source) throws IOException {
        List<byte[]> images = new ArrayList<>();
        source.scan(row -> true, (row, pixels, label) -> images.add(pixels.clone()));
        return images;
    }
}
