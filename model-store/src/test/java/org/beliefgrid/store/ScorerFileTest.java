package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.Model;
import org.beliefgrid.scorer.Scorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scorer takes whole model files of all versions, and no others. */
class ScorerFileTest {
    private static final int VERSION_AT = 8;
    private static final int CHECKSUM_BYTES = 32;

    private static Scorer scorer(byte[] file) throws IOException {
        return Scorer.read("m.dbn", new ByteArrayInputStream(file));
    }

    private static void requireRefused(byte[] file) {
        String message = assertThrows(CorruptModelException.class, () -> scorer(file)).getMessage();
        assertFalse(message.isBlank() || message.contains("\n"), message);
    }

    @ParameterizedTest
    @EnumSource(ModelFileTest.Sound.class)
    void soundFilesAreTaken(ModelFileTest.Sound sound) throws IOException {
        byte[] file = sound.file();
        assertEquals(ModelFile.read("m.dbn", new ByteArrayInputStream(file)).net().sha256(), scorer(file).modelSha256());
    }

    @ParameterizedTest
    @EnumSource(ModelFileTest.Sound.class)
    void damagedFilesNeverLoad(ModelFileTest.Sound sound) throws IOException {
        byte[] file = sound.file();
        for (int index = 0; index < file.length; index++) {
            requireRefused(Arrays.copyOf(file, index));
            byte[] damaged = file.clone();
            damaged[index] ^= (byte) (1 << index % Byte.SIZE);
            requireRefused(damaged);
        }
        requireRefused(Arrays.copyOf(file, file.length + 1));
    }

    @Test
    void newerVersionsAreTooNewAndOlderOnesTooOld() throws Exception {
        assertEquals("m.dbn: format version 2000000000 is too new, this build reads 1 to " + StoredModel.VERSION
                + "; a build that is newer reads it", otherVersion(2_000_000_000));
        assertEquals("m.dbn: format version 0 is too old, this build reads 1 to " + StoredModel.VERSION
                + "; a build that is older reads it", otherVersion(0));
    }

    private static String otherVersion(int version) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelFile.write(TinyModels.whole(), out);
        byte[] file = out.toByteArray();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(VERSION_AT, version);
        int end = file.length - CHECKSUM_BYTES;
        byte[] checksum = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(file, end));
        System.arraycopy(checksum, 0, file, end, CHECKSUM_BYTES);
        return assertThrows(OtherVersionException.class, () -> scorer(file)).getMessage();
    }

    @Test
    void filesAreOpenedByPathAndAMissingOneIsNamed(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("tiny.dbn");
        Model model = TinyModels.everything();
        try (OutputStream out = Files.newOutputStream(path)) {
            ModelFile.write(model, out);
        }
        assertEquals(model.net().sha256(), Scorer.open(path).modelSha256());
        Path missing = folder.resolve("none.dbn");
        assertEquals(missing + ": no such file",
                assertThrows(CorruptModelException.class, () -> Scorer.open(missing)).getMessage());
    }
}
