package org.beliefgrid.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);

    @TempDir
    private Path folder;

    private static List<String> lines(Split split) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(split)) {
            while (reader.next()) {
                lines.add(new String(reader.buffer(), reader.start(), reader.end() - reader.start(), StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /** Cut anywhere, also within a line and between the two bytes of its end: each line is in one split. */
    @Test
    void everyLineIsInOneSplit() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            List<String> expected = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int line = random.nextInt(12); line >= 0; line--) {
                expected.add("x".repeat(random.nextInt(9)) + line);
                text.append(expected.get(expected.size() - 1)).append(line == 0 && round % 2 == 0 ? ""
                        : random.nextBoolean() ? "\n" : "\r\n");
            }
            Path file = write("lines", text.toString());
            List<String> found = new ArrayList<>();
            long from = 0;
            while (from < text.length()) {
                long to = Math.min(text.length(), from + 1 + random.nextInt(15));
                found.addAll(lines(new Split(file.toString(), from, to, false)));
                from = to;
            }
            assertEquals(expected, found, "seed " + SEED + ", round " + round);
        }
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLineOnly() throws IOException {
        Path file = write("marked", "\uFEFFa\n\uFEFFb\n\n");
        assertEquals(List.of("a", "\uFEFFb", ""), lines(new Split(file.toString(), 0, Long.MAX_VALUE, false)));
    }

    @Test
    void linesAreBounded() throws IOException {
        Path longest = write("longest", "a\n" + "x".repeat(LineReader.LONGEST_LINE - 1) + "\nb");
        assertEquals(3, lines(new Split(longest.toString(), 0, Long.MAX_VALUE, false)).size());
        Path longer = write("longer", "a\n" + "x".repeat(3 * LineReader.LONGEST_LINE));
        assertEquals(longer + ": line at byte 2 is longer than 1048576 bytes", assertThrows(BadInputException.class,
                () -> lines(new Split(longer.toString(), 0, Long.MAX_VALUE, false))).getMessage());
    }

    /** Pieces of more than one split, and a line that reaches from the first over the second into the third. */
    @Test
    void hashesDependNeitherOnSplitsNorOnPacking() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] line = ("y".repeat(99_999) + "\n").getBytes(StandardCharsets.UTF_8);
        while (content.size() < 2.5 * Split.BYTES) {
            content.write(line);
        }
        Path plain = Files.write(folder.resolve("plain"), content.toByteArray());
        Path packed = folder.resolve("packed");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(content.toByteArray());
        }
        assertEquals(3, Split.of(Location.of(plain.toString())).size());
        assertEquals(1, Split.of(Location.of(packed.toString())).size());
        assertEquals(hashes(plain), hashes(packed));
    }

    private static List<String> hashes(Path file) throws IOException {
        List<String> hashes = new ArrayList<>();
        for (Split split : Split.of(Location.of(file.toString()))) {
            try (LineReader reader = new LineReader(split)) {
                while (reader.next()) {
                    // Only the hashes are wanted.
                }
                reader.pieces().forEach(piece -> hashes.add(HexFormat.of().formatHex(piece)));
            }
        }
        return hashes;
    }
}
