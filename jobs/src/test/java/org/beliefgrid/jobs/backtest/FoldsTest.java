package org.beliefgrid.jobs.backtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchemaText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows are the past of which. */
class FoldsTest {
    private static final SplitRule BY_TIME = new SplitRule("t", 4);

    @TempDir
    private Path folder;

    private static RowCatalog rows(int count, long seed, int times) {
        Random random = new Random(seed);
        short[] labels = new short[count];
        long[] when = new long[count];
        for (int row = 0; row < count; row++) {
            labels[row] = (short) (random.nextInt(4) - 1);
            when[row] = random.nextInt(times);
        }
        return new RowCatalog(labels, when, "");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noFoldLearnsFromWhatIsNotOverYet(long seed) throws BadInputException {
        RowCatalog rows = rows(997, seed, 40);
        Folds folds = Folds.of(rows, BY_TIME, seed);
        int[] scored = new int[997];
        for (int fold = 1; fold <= 4; fold++) {
            int number = fold;
            long lastLearned = IntStream.range(0, 997).filter(row -> folds.learns(number, row))
                    .mapToLong(row -> rows.times()[row])
                    .max().orElseThrow();
            long firstScored = IntStream.range(0, 997).filter(row -> folds.scores(number, row))
                    .mapToLong(row -> rows.times()[row])
                    .min().orElseThrow();
            assertTrue(lastLearned < firstScored, () -> lastLearned + " before " + firstScored);
            IntStream.range(0, 997).filter(row -> folds.scores(number, row)).forEach(row -> scored[row]++);
        }
        for (int row = 0; row < 997; row++) {
            assertTrue(scored[row] <= 1 && (scored[row] == 0 || rows.labels()[row] >= 0));
        }
    }

    @Test
    void chanceDealsEachClassEvenlyAndEveryLabelledRowOnce() throws BadInputException {
        RowCatalog rows = rows(500, 4, 1);
        Folds folds = Folds.of(rows, new SplitRule("", 3), 9);
        for (int label = 0; label < 3; label++) {
            int wanted = label;
            int[] counts = IntStream.rangeClosed(1, 3).map(fold -> (int) IntStream.range(0, 500)
                    .filter(row -> rows.labels()[row] == wanted && folds.scores(fold, row)).count()).sorted().toArray();
            assertTrue(counts[2] - counts[0] <= 1, () -> Arrays.toString(counts));
        }
        for (int row = 0; row < 500; row++) {
            int number = row;
            long scored = IntStream.rangeClosed(1, 3).filter(fold -> folds.scores(fold, number)).count();
            assertEquals(rows.labels()[row] < 0 ? 0 : 1, scored);
            long learned = IntStream.rangeClosed(1, 3).filter(fold -> folds.learns(fold, number)).count();
            assertEquals(rows.labels()[row] < 0 ? 3 : 2, learned, "rows without a label are learned from by all");
        }
        assertArrayEquals(folds.parts(), Folds.of(rows, new SplitRule("", 3), 9).parts());
        assertFalse(Arrays.equals(folds.parts(), Folds.of(rows, new SplitRule("", 3), 10).parts()));
    }

    @Test
    void timesThatAreTooFewAreRefused() {
        String message = assertThrows(BadInputException.class, () -> Folds.of(rows(100, 1, 3), BY_TIME, 1)).getMessage();
        assertTrue(message.startsWith("4 folds need 5 parts of different times"), message);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "-5, 1e-3", "-1e300, -1e299", "-1, 0", "2026-11-29, 2026-11-30", "2026-11-29, 2026-11-29T00:00:01",
        "2026-11-29T12:00:00+02:00, 2026-11-29T11:00:00Z", "1999-12-31T23:59:59.5, 2000-01-01"})
    void timesSortAsTheyPass(String earlier, String later) throws BadInputException {
        RowTime time = new RowTime();
        assertTrue(time.key(earlier, "here") < time.key(later, "here"));
        assertEquals(time.key(earlier, "here"), new RowTime().key(earlier, "there"));
    }

    @Test
    void whatIsNoTimeIsSaidWithItsLine() throws BadInputException {
        RowTime time = new RowTime();
        time.key("1", "a.csv: line 2");
        for (String wrong : List.of("2026-11-29", "x", "NaN")) {
            String message = assertThrows(BadInputException.class, () -> time.key(wrong, "a.csv: line 3")).getMessage();
            assertTrue(message.startsWith("a.csv: line 3: time is \"" + wrong + "\", expected a number"), message);
        }
        assertThrows(BadInputException.class, () -> time.key(null, "a.csv: line 4"));
        assertThrows(BadInputException.class, () -> new RowTime().key("yesterday", "a.csv: line 2"));
        assertEquals(new RowTime().key("0", ""), new RowTime().key("-0.0", ""));
    }

    @Test
    void rulesAreRead() {
        assertEquals(new SplitRule("t", 1), SplitRule.read("time=t", 1));
        assertEquals("random", SplitRule.read("random", 2).toString());
        for (String wrong : List.of("time", "time=", "chance", "")) {
            assertThrows(InvalidConfigException.class, () -> SplitRule.read(wrong, 5), wrong);
        }
        assertThrows(InvalidConfigException.class, () -> SplitRule.read("random", 1));
        assertThrows(InvalidConfigException.class, () -> SplitRule.read("time=t", 0));
    }

    @Test
    void theFileOfThePastHasThePastAlone() throws IOException {
        Path data = folder.resolve("rows.csv");
        Files.writeString(data, "t,x,y\n3,\"c, d\",no\n1,a,yes\n2,b,no\n4,e,\n5,f,yes\n");
        TableSchema schema = TableSchemaText.read("s", "features: [x]\nlabel: y\nclasses: [no, yes]\n");
        SplitRule rule = new SplitRule("t", 1);
        RowCatalog rows = RowCatalog.of(schema, data.toString(), rule);
        Folds folds = Folds.of(rows, rule, 1);
        FoldFiles files = FoldFiles.write(folder, 1, schema, data.toString(), rows, folds);
        assertEquals("\"t\",\"x\",\"y\"\n1,a,yes\n2,b,no\n", Files.readString(files.past()));
        assertEquals("\"t\",\"x\",\"y\"\n3,\"c, d\",no\n5,f,yes\n", Files.readString(files.future()));
        Files.writeString(data, "t,x,y\n3,c,no\n1,a,yes\n2,b,no\n4,e,\n5,g,yes\n");
        assertTrue(assertThrows(BadInputException.class, () -> FoldFiles.write(folder, 1, schema, data.toString(), rows, folds))
                .getMessage().endsWith("was changed while in use"));
    }

    @Test
    void thePositiveClassIsTheSecondOrTheOneThatSaysSo() {
        assertEquals(new PositiveClass(1, "yes"), PositiveClass.of(List.of("no", "yes"), Optional.empty()));
        assertEquals(new PositiveClass(1, "1"), PositiveClass.of(List.of("0", "1"), Optional.empty()));
        assertEquals(new PositiveClass(0, "Yes"), PositiveClass.of(List.of("Yes", "later"), Optional.empty()));
        assertEquals(new PositiveClass(0, "no"), PositiveClass.of(List.of("no", "yes"), Optional.of("no")));
        assertEquals(new PositiveClass(2, "c"), PositiveClass.of(List.of("a", "b", "c"), Optional.of("c")));
        assertThrows(InvalidConfigException.class, () -> PositiveClass.of(List.of("a", "b", "c"), Optional.empty()));
        assertThrows(InvalidConfigException.class, () -> PositiveClass.of(List.of("a", "b"), Optional.of("c")));
    }
}
