package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunState;
import org.beliefgrid.model.TableSchemaText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of itself, as it is on disk: with no checkpoint yet it is all that the run is gone on with from. */
class RunFileTest {
    private static final RunState TINY = TinyCheckpoints.run("run", 17);

    @TempDir
    Path folder;

    /** Writes the golden file of the present format version; run once for each version, from the folder of this module. */
    public static void main(String[] arguments) throws IOException {
        Files.write(Path.of("src/test/resources/org/beliefgrid/store/run-v1.yaml"), RunFile.bytes(TINY));
    }

    private RunState find(byte[] content) throws IOException {
        RunStore store = RunStore.at(Location.of(folder.toString()));
        store.describe(TINY);
        Files.write(file(), content);
        return store.find("run").orElseThrow();
    }

    private Path file() {
        return folder.resolve("runs/run/run.yaml");
    }

    private byte[] described() throws IOException {
        RunStore.at(Location.of(folder.toString())).describe(TINY);
        return Files.readAllBytes(file());
    }

    @Test
    void goldenFilesOfAllVersionsAreStillRead() throws IOException {
        try (InputStream golden = RunFileTest.class.getResourceAsStream("run-v1.yaml")) {
            assertEquals(TINY, find(golden.readAllBytes()));
        }
    }

    /** The format as its javadoc has it, put together by hand. */
    @Test
    void fileIsAsDocumented() throws Exception {
        String content = "# run, format version 1\n" + TINY.text();
        String checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                .digest(content.getBytes(StandardCharsets.UTF_8)));
        assertArrayEquals((content + "# sha256 " + checksum + "\n").getBytes(StandardCharsets.UTF_8), described());
    }

    @Test
    void everyFlippedByteIsDamage() throws IOException {
        byte[] sound = described();
        for (int at = 0; at < sound.length; at++) {
            for (int flip : new int[] {1 << at % 8, 0xFF}) {
                byte[] damaged = sound.clone();
                damaged[at] ^= (byte) flip;
                requireDamaged(damaged, "byte " + at);
            }
        }
    }

    @Test
    void everyTruncationIsDamage() throws IOException {
        byte[] sound = described();
        for (int length = 0; length < sound.length; length++) {
            requireDamaged(Arrays.copyOf(sound, length), length + " bytes");
        }
        requireDamaged(Arrays.copyOf(sound, sound.length + 1), "one byte more");
    }

    private void requireDamaged(byte[] damaged, String what) {
        BadInputException refused = assertThrows(BadInputException.class, () -> find(damaged), what);
        assertTrue(refused.getMessage().startsWith(file() + ": damaged: "), refused::getMessage);
    }

    @Test
    void aFileThatIsWholeAndWrongIsRefusedToo() {
        for (String text : List.of("", "\n", TINY.text(), "# run, format version one\n", "# run, format version 1",
                "# run, format version 1\nnonsense: 1\n", "# run, format version 1\n- 1\n")) {
            String message = assertThrows(BadInputException.class, () -> find(SealedText.write(text)), text).getMessage();
            assertTrue(message.startsWith(file().toString()) && message.lines().count() == 1, message);
        }
    }

    @Test
    void versionsBeforeAndBehindAreToldApart() {
        assertFalse(assertThrows(OtherVersionException.class, () -> find(ofVersion(0))).isNewer());
        assertTrue(assertThrows(OtherVersionException.class, () -> find(ofVersion(2))).isNewer());
    }

    private static byte[] ofVersion(int version) {
        return SealedText.write("# run, format version " + version + "\nof: another build\n");
    }

    @Test
    void whatCouldNotBeReadBackIsNotWritten() throws IOException {
        byte[] before = described();
        RunDescription own = TINY.description();
        RunState longer = new RunState(own.resumed(own.dataHash(), "m".repeat(SealedText.LONGEST), own.kernel(), 5),
                TINY.progress());
        RunStore store = RunStore.at(Location.of(folder.toString()));
        assertThrows(IllegalArgumentException.class, () -> store.describe(longer));
        assertArrayEquals(before, Files.readAllBytes(file()));
    }

    /** A schema as long as a model can keep stands with the data, its lines with escapes. */
    @Test
    void aRunWithTheLongestSchemaIsReadBackFromItsFileAndFromItsCheckpoint() throws IOException {
        String line = "- \"quoted: \\u00e4\"\n";
        String schema = line.repeat(TableSchemaText.LONGEST / line.length());
        RunDescription own = TINY.description();
        RunState run = new RunState(new RunDescription(own.run(), own.model(), own.dataset(),
                List.of("table", "/rows.csv", schema), List.of("table", "/test.csv"), 3, own.dataHash(),
                own.plan(), own.kernel(), own.from(), own.started(), 5), TINY.progress());
        RunStore store = RunStore.at(Location.of(folder.toString()));
        store.describe(run);
        assertEquals(run, store.find("run").orElseThrow());

        Location file = Location.of(folder.resolve("checkpoint").toString());
        file.writeAtomically(out -> CheckpointFile.write(new Checkpoint(run, List.of(), List.of(), List.of()), out));
        assertEquals(run, CheckpointFile.read(file).run());
    }
}
