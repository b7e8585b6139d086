package org.beliefgrid.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocationTest {
    @TempDir
    Path folder;

    /** The same local folder, by the JDK and by Hadoop: one contract. */
    enum Access {
        JDK {
            @Override
            Location of(Path path) {
                return Location.of(path.toString());
            }
        },
        HADOOP {
            @Override
            Location of(Path path) {
                return new Location(HadoopPlace.of("file://" + path));
            }
        };

        abstract Location of(Path path);
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void anAtomicWriteMakesFoldersAndReplacesTheFile(Access access) throws IOException {
        Location file = access.of(folder).child("a").child("b").child("model");
        file.writeAtomically(out -> out.write("old and longer".getBytes(UTF_8)));
        file.writeAtomically(out -> out.write("new".getBytes(UTF_8)));
        assertEquals("new", contentOf(file));
        assertEquals(3, file.length());
        assertEquals(List.of(file), access.of(folder.resolve("a/b")).list());
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void contentThatFailsLeavesTheOldFileAndNothingElse(Access access) throws IOException {
        Location file = access.of(folder).child("model");
        file.writeAtomically(out -> out.write("old".getBytes(UTF_8)));
        IOException failure = new IOException("no more");
        IOException thrown = assertThrows(IOException.class, () -> file.writeAtomically(out -> {
            out.write(new byte[100_000]);
            throw failure;
        }));
        assertSame(failure, thrown);
        assertThrows(IllegalStateException.class, () -> file.writeAtomically(out -> {
            throw new IllegalStateException("ours");
        }));
        assertEquals("old", contentOf(file));
        assertEquals(List.of("model"), namesIn(folder));
    }

    @Test
    void contentThatFailsLeavesNothingWhereNothingWas() {
        Location file = Location.of(folder.toString()).child("model");
        assertThrows(OutOfMemoryError.class, () -> file.writeAtomically(out -> {
            throw new OutOfMemoryError("pretended");
        }));
        assertEquals(List.of(), namesIn(folder));
    }

    @Test
    void contentMayCloseItsStreamAndAThreadMayBeInterrupted() throws IOException {
        Location file = Location.of(folder.toString()).child("model");
        Thread.currentThread().interrupt();
        file.writeAtomically(out -> {
            try (out) {
                out.write(7);
            }
        });
        assertTrue(Thread.interrupted());
        assertArrayEquals(new byte[] {7}, Files.readAllBytes(folder.resolve("model")));
    }

    @Test
    void aReaderDuringAnAtomicWriteSeesTheOldFile() throws IOException {
        Location file = Location.of(folder.toString()).child("model");
        file.writeAtomically(out -> out.write("old".getBytes(UTF_8)));
        file.writeAtomically(out -> {
            out.write("new".getBytes(UTF_8));
            out.flush();
            assertEquals("old", contentOf(file));
            String temporary = namesIn(folder).stream().filter(name -> !name.equals("model")).findFirst().orElseThrow();
            assertTrue(temporary.startsWith("model.") && temporary.endsWith(".tmp"), temporary);
        });
        assertEquals("new", contentOf(file));
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void exclusiveCreationHappensOnce(Access access) throws IOException {
        Location file = access.of(folder).child("locks").child("run");
        assertTrue(file.createExclusively("first".getBytes(UTF_8)));
        assertFalse(file.createExclusively("second".getBytes(UTF_8)));
        assertEquals("first", contentOf(file));
    }

    @Test
    void exclusiveCreationBySixteenThreadsHasOneWinner() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 20; round++) {
                Location file = Location.of(folder.toString()).child("lock" + round);
                CyclicBarrier start = new CyclicBarrier(16);
                List<Future<Boolean>> attempts = new ArrayList<>();
                for (int thread = 0; thread < 16; thread++) {
                    byte[] content = {(byte) thread};
                    attempts.add(threads.submit(() -> {
                        start.await();
                        return file.createExclusively(content);
                    }));
                }
                List<Integer> winners = new ArrayList<>();
                for (int thread = 0; thread < 16; thread++) {
                    if (attempts.get(thread).get()) {
                        winners.add(thread);
                    }
                }
                assertEquals(1, winners.size());
                assertArrayEquals(new byte[] {winners.get(0).byteValue()}, Files.readAllBytes(folder.resolve("lock" + round)));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void aListingIsSortedAndAMissingFolderIsEmpty(Access access) throws IOException {
        for (String name : List.of("b", "a10", "a2", "C", "with space", "100%")) {
            Files.writeString(folder.resolve(name), name);
        }
        Location location = access.of(folder);
        assertEquals(List.of("100%", "C", "a10", "a2", "b", "with space"), location.list().stream().map(Location::name)
                .toList());
        for (Location child : location.list()) {
            assertEquals(child.name(), contentOf(child));
        }
        assertEquals(List.of(), location.child("missing").list());
        assertOneLine(location.child("b") + ": is a file, expected a folder", () -> location.child("b").list());
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void deletionIsRecursiveAndAMissingFileIsFine(Access access) throws IOException {
        Location location = access.of(folder).child("run");
        location.delete();
        location.child("deep").child("file").writeAtomically(out -> out.write(1));
        assertTrue(location.exists());
        assertTrue(location.isFolder());
        assertFalse(location.child("deep").child("file").isFolder());
        location.delete();
        assertFalse(location.exists());
        assertFalse(location.isFolder());
    }

    @Test
    void deletionDoesNotFollowSymbolicLinks() throws IOException {
        Files.createDirectories(folder.resolve("kept"));
        Files.writeString(folder.resolve("kept/file"), "kept");
        Files.createDirectories(folder.resolve("run"));
        Files.createSymbolicLink(folder.resolve("run/link"), folder.resolve("kept"));
        Location.of(folder.resolve("run").toString()).delete();
        assertEquals(List.of("kept"), namesIn(folder));
        assertEquals(List.of("file"), namesIn(folder.resolve("kept")));
    }

    @Test
    void anAtomicWriteBehindALinkedFolderStaysThere() throws IOException {
        Files.createDirectories(folder.resolve("far/away"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("far/away"));
        Location.of(folder + "/link/../model").writeAtomically(out -> out.write(1));
        assertEquals(List.of("away", "model"), namesIn(folder.resolve("far")));
        assertEquals(List.of("far", "link"), namesIn(folder));
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void whatCannotBeReadIsSaidInOneLine(Access access) throws IOException {
        Location missing = access.of(folder).child("missing");
        assertOneLine(missing + ": no such file", missing::open);
        assertOneLine(missing + ": no such file", missing::length);
        Location itself = access.of(folder);
        assertOneLine(itself + ": is a folder, expected a file", itself::open);
        assertOneLine(itself + ": is a folder, expected a file", itself::length);
    }

    @Test
    void whatCannotBeWrittenIsSaidInOneLine() throws IOException {
        Files.writeString(folder.resolve("file"), "in the way");
        Files.createDirectories(folder.resolve("full/of"));
        Location below = Location.of(folder + "/file/model");
        IOException notAFolder = assertThrows(IOException.class, () -> below.writeAtomically(out -> out.write(1)));
        assertEquals(below + ": cannot be written: " + folder + "/file is not a folder", notAFolder.getMessage());
        Location full = Location.of(folder + "/full");
        IOException isAFolder = assertThrows(IOException.class, () -> full.writeAtomically(out -> out.write(1)));
        assertEquals(full + ": cannot be written: Is a directory", isAFolder.getMessage());
        assertEquals(List.of("file", "full"), namesIn(folder));
    }

    @Test
    void fileUrisAreLocalAndEqualToTheirPaths() throws IOException {
        Files.writeString(folder.resolve("a b"), "content");
        Location path = Location.of(folder + "/a b");
        for (String uri : List.of("file:" + folder + "/a%20b", "file://" + folder + "/a%20b", "FILE:" + folder + "/./a%20b")) {
            Location location = Location.of(uri);
            assertTrue(location.isLocal());
            assertEquals(path, location);
            assertEquals(path.hashCode(), location.hashCode());
            assertEquals("content", contentOf(location));
        }
        assertEquals(Location.of("data"), Location.of(Path.of("data").toAbsolutePath().toString()));
        assertNotEquals(Location.of("data"), Location.of("date"));
    }

    @Test
    void aLocationIsWrittenAsTheUserWroteIt() {
        assertEquals("data/mnist", Location.of("data/mnist/").toString());
        assertEquals("data/mnist/train", Location.of("data/mnist").child("train").toString());
        assertEquals("/data/mnist", Location.of("file:/data/mnist").toString());
        assertEquals("hdfs://grid:8020/m/7", Location.of("hdfs://grid:8020/m/").child("7").toString());
        assertEquals("mnist", Location.of("data/mnist/").name());
        assertEquals("7", Location.of("hdfs://grid:8020/m/7/").name());
        assertEquals("", Location.of("/").name());
        assertEquals(Path.of("").toAbsolutePath().getFileName().toString(), Location.of(".").name());
    }

    @Test
    void unusableTextIsRefusedInOneLine() {
        assertRefused(null, "a location must be a path or a URI, was null");
        assertRefused("  ", "a location must be a path or a URI, was empty");
        assertRefused("a\0b", "a?b: not a path: Nul character not allowed");
        assertRefused("file:relative", "file:relative: not a file URI, expected file:/absolute/path with %20 for a space");
        assertRefused("gopher://host/x", "gopher://host/x: no file system has the scheme \"gopher\"; "
                + "expected a path, file:/path or hdfs://host:port/path (a path with a colon in its first name begins with "
                + "./)");
        assertRefused("hdfs:relative",
                "hdfs:relative: not a location: java.net.URISyntaxException: Relative path in absolute URI: hdfs:relative");
        for (String name : List.of("", ".", "..", "a/b", "a\0b")) {
            assertThrows(InvalidConfigException.class, () -> Location.of("x").child(name));
        }
        assertTrue(Location.of("./a:b").isLocal());
    }

    private static void assertRefused(String text, String message) {
        InvalidConfigException refused = assertThrows(InvalidConfigException.class, () -> Location.of(text));
        assertEquals(message, refused.getMessage());
    }

    private static void assertOneLine(String message, org.junit.jupiter.api.function.Executable action) {
        assertEquals(message, assertThrows(BadInputException.class, action).getMessage());
    }

    private static String contentOf(Location file) throws IOException {
        try (InputStream in = file.open()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** Hadoop's local file system keeps checksums in hidden files; they do not count. */
    private static List<String> namesIn(Path folder) {
        return List.of(folder.toFile().list((parent, name) -> !name.endsWith(".crc"))).stream().sorted().toList();
    }
}
