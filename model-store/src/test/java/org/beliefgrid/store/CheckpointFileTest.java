package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptCheckpointException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Checkpoint.Numbers;
import org.beliefgrid.store.Checkpoint.Own;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    private static final int CHECKSUM_BYTES = 32;
    private static final int VERSION_AT = 8;
    private static final Checkpoint TINY = TinyCheckpoints.at("tiny-1", 17);

    @TempDir
    Path folder;

    /** Writes the golden file of the present format version; run once for each version, from the folder of this module. */
    public static void main(String[] arguments) throws IOException {
        Files.write(Path.of("src/test/resources/org/beliefgrid/store/checkpoint-v1"), bytes(TINY));
    }

    @Test
    void goldenFilesOfAllVersionsAreStillRead() throws IOException {
        try (InputStream golden = CheckpointFileTest.class.getResourceAsStream("checkpoint-v1")) {
            requireSame(TINY, read(golden.readAllBytes()));
        }
    }

    @Test
    void checkpointsAreReadBackBitForBit() throws IOException {
        requireSame(TINY, read(bytes(TINY)));
        Checkpoint empty = new Checkpoint(TINY.run(), List.of(), List.of(), List.of());
        requireSame(empty, read(bytes(empty)));
    }

    /** Larger than every buffer, and around the places where what is read ends with a buffer. */
    @Test
    void largeOnesToo() throws IOException {
        int buffer = (1 << 16) / Float.BYTES;
        int rest = bytes(new Checkpoint(TINY.run(), List.of(new Numbers("a", new float[1])), List.of(), List.of())).length
                - Float.BYTES;
        int full = 3 * buffer - rest / Float.BYTES;
        for (int length = full - 12; length <= full + 12; length++) {
            float[] values = new float[length];
            for (int index = 0; index < length; index++) {
                values[index] = index * 0.37f - 1_000;
            }
            Checkpoint large = new Checkpoint(TINY.run(), List.of(new Numbers("a", values)), List.of(), List.of());
            requireSame(large, read(bytes(large)));
        }
    }

    /** The format as its javadoc has it, put together by hand. */
    @Test
    void fileIsAsDocumented() throws IOException {
        ByteBuffer expected = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
        expected.put(new byte[] {(byte) 0x89, 0x43, 0x4B, 0x50, 0x0D, 0x0A, 0x1A, 0x0A}).putInt(1);
        put(expected, TINY.run().text());
        for (List<Numbers> sections : List.of(TINY.state(), TINY.startingPoint())) {
            expected.putInt(sections.size());
            for (Numbers section : sections) {
                put(expected, section.section());
                put(expected, section.values());
            }
        }
        expected.putInt(TINY.own().size());
        for (Own own : TINY.own()) {
            expected.putInt(own.round()).putInt(own.shard()).putInt(own.section());
            put(expected, own.values());
        }
        assertArrayEquals(withChecksum(Arrays.copyOf(expected.array(), expected.position())), bytes(TINY));
    }

    private static void put(ByteBuffer to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.putInt(bytes.length).put(bytes);
    }

    private static void put(ByteBuffer to, float[] values) {
        to.putInt(values.length);
        for (float value : values) {
            to.putFloat(value);
        }
    }

    @Test
    void everyFlippedByteIsDamage() throws IOException {
        byte[] sound = bytes(TINY);
        for (int at = 0; at < sound.length; at++) {
            for (int flip : new int[] {1 << at % 8, 0xFF}) {
                byte[] damaged = sound.clone();
                damaged[at] ^= (byte) flip;
                assertThrows(CorruptCheckpointException.class, () -> read(damaged), "byte " + at);
            }
        }
    }

    @Test
    void everyTruncationIsDamage() throws IOException {
        byte[] sound = bytes(TINY);
        for (int length = 0; length < sound.length; length++) {
            byte[] damaged = Arrays.copyOf(sound, length);
            assertThrows(CorruptCheckpointException.class, () -> read(damaged), length + " bytes");
        }
        assertThrows(CorruptCheckpointException.class, () -> read(Arrays.copyOf(sound, sound.length + 1)));
    }

    /** What a whole file says must fit together nevertheless. */
    @Test
    void aFileThatIsWholeAndWrongIsDamageToo() throws IOException {
        byte[] sound = bytes(TINY);
        byte[] content = Arrays.copyOf(sound, sound.length - CHECKSUM_BYTES);
        assertThrows(CorruptCheckpointException.class, () -> read(withChecksum(Arrays.copyOf(content, content.length - 4))));
        assertThrows(CorruptCheckpointException.class, () -> read(withChecksum(Arrays.copyOf(content, content.length + 4))));
        byte[] noYaml = content.clone();
        noYaml[16] = '{';
        assertThrows(CorruptCheckpointException.class, () -> read(withChecksum(noYaml)));
        byte[] endless = content.clone();
        Arrays.fill(endless, 12, 16, (byte) 0x7F);
        assertThrows(CorruptCheckpointException.class, () -> read(withChecksum(endless)));
    }

    @Test
    void versionsBeforeAndBehindAreToldApart() throws IOException {
        OtherVersionException old = assertThrows(OtherVersionException.class, () -> read(ofVersion(0)));
        assertFalse(old.isNewer());
        assertTrue(old.getMessage()
                .endsWith("format version 0 is too old, this build reads 1 to 1; a build that is older reads it"),
                old.getMessage());
        OtherVersionException newer = assertThrows(OtherVersionException.class, () -> read(ofVersion(2)));
        assertTrue(newer.isNewer());
        assertTrue(newer.getMessage()
                .endsWith("format version 2 is too new, this build reads 1 to 1; a build that is newer reads it"),
                newer.getMessage());
    }

    @Test
    void aMissingFileIsNotDamage() {
        Location missing = Location.of(folder.resolve("missing").toString());
        assertEquals(missing + ": no such file", assertThrows(BadInputException.class, () -> CheckpointFile.read(missing))
                .getMessage());
    }

    private static byte[] ofVersion(int version) throws IOException {
        byte[] sound = bytes(TINY);
        byte[] content = Arrays.copyOf(sound, sound.length - CHECKSUM_BYTES);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(VERSION_AT, version);
        return withChecksum(content);
    }

    private static byte[] withChecksum(byte[] content) {
        try {
            byte[] file = Arrays.copyOf(content, content.length + CHECKSUM_BYTES);
            byte[] checksum = MessageDigest.getInstance("SHA-256").digest(content);
            System.arraycopy(checksum, 0, file, content.length, CHECKSUM_BYTES);
            return file;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Checkpoint checkpoint) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckpointFile.write(checkpoint, out);
        return out.toByteArray();
    }

    private Checkpoint read(byte[] file) throws IOException {
        Path path = folder.resolve("checkpoint");
        Files.write(path, file);
        return CheckpointFile.read(Location.of(path.toString()));
    }

    static void requireSame(Checkpoint expected, Checkpoint found) {
        assertEquals(expected.run(), found.run());
        assertEquals(RunState.read("run", expected.run().text()), found.run());
        requireSame(expected.state(), found.state());
        requireSame(expected.startingPoint(), found.startingPoint());
        assertEquals(expected.own().size(), found.own().size());
        for (int index = 0; index < expected.own().size(); index++) {
            Own one = expected.own().get(index);
            Own other = found.own().get(index);
            assertEquals(List.of(one.round(), one.shard(), one.section()),
                    List.of(other.round(), other.shard(), other.section()));
            assertArrayEquals(bits(one.values()), bits(other.values()));
        }
    }

    private static void requireSame(List<Numbers> expected, List<Numbers> found) {
        assertEquals(expected.stream().map(Numbers::section).toList(), found.stream().map(Numbers::section).toList());
        for (int index = 0; index < expected.size(); index++) {
            assertArrayEquals(bits(expected.get(index).values()), bits(found.get(index).values()));
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int index = 0; index < values.length; index++) {
            bits[index] = Float.floatToRawIntBits(values[index]);
        }
        return bits;
    }
}
