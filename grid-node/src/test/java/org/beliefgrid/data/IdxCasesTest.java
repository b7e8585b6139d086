package org.beliefgrid.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdxCasesTest {
    private static final int CLASSES = 10;

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.range(TestSeed.VALUE, TestSeed.VALUE + 12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyCaseComesBackFromPlainAndPackedFiles(long seed) throws IOException {
        Random random = new Random(seed);
        int cases = 1 + random.nextInt(300);
        byte[] images = IdxBytes.images(cases, 1 + random.nextInt(40), 1 + random.nextInt(40), seed);
        byte[] labels = IdxBytes.labels(cases, seed);
        List<IdxBytes.Case> expected = IdxBytes.cases(images, labels, CLASSES);
        // The names say the opposite of the content: the content counts.
        CaseSource plain = open(IdxBytes.write(folder.resolve("i.gz"), images), IdxBytes.write(folder.resolve("l.gz"), labels));
        CaseSource packed = open(IdxBytes.write(folder.resolve("i"), IdxBytes.gzip(images)),
                IdxBytes.write(folder.resolve("l"), IdxBytes.gzip(labels)));
        assertEquals(expected, IdxBytes.scan(plain));
        assertEquals(expected, IdxBytes.scan(packed));
        String fingerprint = "images sha256:" + IdxBytes.sha256(images) + ", labels sha256:" + IdxBytes.sha256(labels);
        assertEquals(fingerprint, plain.fingerprint());
        assertEquals(fingerprint, packed.fingerprint());
    }

    @Test
    void theShapeIsKnownAndTheFingerprintIsNotBeforeAScan() throws IOException {
        Location images = IdxBytes.write(folder.resolve("images"), IdxBytes.images(7, 3, 5, 1));
        IdxCases source = open(images, IdxBytes.write(folder.resolve("labels"), IdxBytes.labels(7, 1)));
        assertEquals(List.of(7, 3, 5, 15), List.of(source.cases(), source.height(), source.width(), source.visible()));
        assertTrue(source.labelled());
        assertEquals(images + ": the fingerprint is known after a complete scan only",
                assertThrows(IllegalStateException.class, source::fingerprint).getMessage());
    }

    @Test
    void withoutALabelFileNoCaseIsLabelled() throws IOException {
        byte[] images = IdxBytes.images(4, 2, 2, 1);
        IdxCases source = open(IdxBytes.write(folder.resolve("images"), images), null);
        assertFalse(source.labelled());
        assertEquals(List.of(-1, -1, -1, -1), IdxBytes.scan(source).stream().map(IdxBytes.Case::label).toList());
        assertEquals("images sha256:" + IdxBytes.sha256(images), source.fingerprint());
    }

    @Test
    void onlyWantedRowsAreHandedOverInAscendingOrder() throws IOException {
        byte[] images = IdxBytes.images(100, 2, 3, 5);
        byte[] labels = IdxBytes.labels(100, 5);
        List<IdxBytes.Case> all = IdxBytes.cases(images, labels, CLASSES);
        IdxCases source = open(IdxBytes.write(folder.resolve("images"), images), IdxBytes.write(folder.resolve("labels"),
                labels));
        List<Integer> asked = new ArrayList<>();
        List<IdxBytes.Case> found = new ArrayList<>();
        source.scan(row -> {
            asked.add(row);
            return row % 7 == 3;
        }, (row, pixels, label) -> found.add(IdxBytes.caseOf(row, pixels, label)));
        assertEquals(all.stream().filter(one -> one.row() % 7 == 3).toList(), found);
        assertEquals(IntStream.range(0, 100).boxed().toList(), asked);
    }

    @Test
    void theLabelsAloneAreThoseOfTheCases() throws IOException {
        byte[] labels = IdxBytes.labels(100, 5);
        Location images = IdxBytes.write(folder.resolve("images"), IdxBytes.images(100, 2, 3, 5));
        Location labelFile = IdxBytes.write(folder.resolve("labels"), IdxBytes.gzip(labels));
        for (CaseSource source : List.of(open(images, labelFile), open(images, null), new DigitCases(TestSeed.VALUE, 3, 50))) {
            List<List<Integer>> found = new ArrayList<>();
            source.scanLabels((row, label) -> found.add(List.of(row, label)));
            assertEquals(IdxBytes.scan(source).stream().map(one -> List.of(one.row(), one.label())).toList(), found);
        }
    }

    @Test
    void damagedLabelsAreRefusedWithoutTheImages() throws IOException {
        byte[] labels = IdxBytes.labels(100, 5);
        Location labelFile = IdxBytes.write(folder.resolve("labels"), labels);
        IdxCases source = open(IdxBytes.write(folder.resolve("images"), IdxBytes.images(100, 2, 3, 5)), labelFile);
        IdxBytes.write(folder.resolve("labels"), Arrays.copyOf(labels, 8 + 70));
        assertEquals(labelFile + ": ends at label 70, expected 100 labels", refusal(source));
        IdxBytes.write(folder.resolve("labels"), Arrays.copyOf(labels, 8 + 101));
        assertEquals(labelFile + ": goes on after byte 108, where the 100 labels end", refusal(source));
        labels[8 + 5] = CLASSES;
        IdxBytes.write(folder.resolve("labels"), labels);
        assertTrue(refusal(source).startsWith(labelFile + ": label of row 5 (byte 13) is 10, expected 0..9"));
    }

    private static String refusal(CaseSource source) {
        return assertThrows(BadInputException.class, () -> source.scanLabels((row, label) -> { })).getMessage();
    }

    @Test
    void whatTheConsumerThrowsArrivesUnchangedAndNoFingerprintIsLeft() throws IOException {
        IdxCases source = open(IdxBytes.write(folder.resolve("images"), IdxBytes.gzip(IdxBytes.images(9, 2, 2, 1))), null);
        IOException failure = new IOException("no place left in the grid");
        assertSame(failure, assertThrows(IOException.class, () -> source.scan(row -> true, (row, pixels, label) -> {
            throw failure;
        })));
        assertThrows(IllegalStateException.class, source::fingerprint);
    }

    @Test
    void theLargestImagesPassAndTheNumberOfClassesHasLimits() throws IOException {
        Location images = IdxBytes.write(folder.resolve("images"), IdxBytes.images(1, 4096, 4096, 1));
        List<Integer> lengths = new ArrayList<>();
        open(images, null).scan(row -> true, (row, pixels, label) -> lengths.add(pixels.length));
        assertEquals(List.of(4096 * 4096), lengths);
        for (int classes : new int[] {0, 256}) {
            assertEquals("classes must be from 1 to 255, was " + classes,
                    assertThrows(InvalidConfigException.class, () -> IdxCases.open(images, null, classes)).getMessage());
        }
    }

    private static IdxCases open(Location images, Location labels) throws IOException {
        return IdxCases.open(images, labels, CLASSES);
    }
}
