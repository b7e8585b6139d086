package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Rbm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
    @TempDir
    Path folder;

    private ModelStore store;

    @BeforeEach
    void openStore() {
        store = ModelStore.at(Location.of(folder.resolve("models").toString()));
    }

    @Test
    void savedModelIsLoaded() throws IOException {
        Location file = store.save("digits-1.0_b", TinyModels.whole());

        assertEquals(store.location("digits-1.0_b"), file);
        assertEquals("digits-1.0_b.dbn", file.name());
        assertSame(TinyModels.whole(), store.load("digits-1.0_b"));
    }

    @Test
    void savingAgainReplaces() throws IOException {
        store.save("digits", TinyModels.whole());
        store.save("digits", TinyModels.withoutSoftmax());

        assertSame(TinyModels.withoutSoftmax(), store.load("digits"));
    }

    @Test
    void namesAreThoseOfModelsOnly() throws IOException {
        assertEquals(List.of(), store.names());
        for (String name : List.of("b", "a-b", "a", "a.dbn")) {
            store.save(name, TinyModels.whole());
        }
        Files.createDirectories(folder.resolve("models/runs/run"));
        Files.createFile(folder.resolve("models/notes.txt"));
        Files.createFile(folder.resolve("models/.dbn"));

        assertEquals(List.of("a", "a-b", "a.dbn", "b"), store.names());
    }

    @Test
    void missingModelIsToldWithThoseThatAreThere() throws IOException {
        String file = store.location("digit").toString();
        assertEquals(file + ": no such model; there are none in " + folder.resolve("models"), missing("digit"));
        store.save("letters", TinyModels.whole());
        store.save("digits", TinyModels.whole());
        assertEquals(file + ": no such model; there are digits, letters", missing("digit"));
    }

    private String missing(String name) {
        return assertThrows(CorruptModelException.class, () -> store.load(name)).getMessage();
    }

    @Test
    void damagedModelIsToldWithItsFile() throws IOException {
        Location file = store.save("digits", TinyModels.whole());
        Files.write(Path.of(file.toString()), new byte[] {1, 2, 3});

        String message = assertThrows(CorruptModelException.class, () -> store.load("digits")).getMessage();
        assertEquals(file + ": truncated: has 3 bytes, magic would be bytes 0 to 7", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../a", "a b", "a\n", "\u00e4", "a:b"})
    void otherNamesAreRefused(String name) {
        assertThrows(InvalidConfigException.class, () -> store.save(name, TinyModels.whole()));
        assertThrows(InvalidConfigException.class, () -> store.load(name));
        assertThrows(InvalidConfigException.class, () -> store.location(name));
        assertFalse(Files.exists(folder.resolve("models")));
    }

    @Test
    void namesHaveAtMost100Characters() throws IOException {
        store.save("n".repeat(100), TinyModels.whole());
        String message = assertThrows(InvalidConfigException.class, () -> store.location("n".repeat(101))).getMessage();
        assertTrue(message.startsWith("name of a model must be 1 to 100 of A-Z a-z 0-9 . _ - and not begin with a dot, was \"n"));
    }

    @Test
    void divergedModelDoesNotReplaceTheOldOne() throws IOException {
        store.save("digits", TinyModels.whole());
        List<Rbm> rbms = TinyModels.rbms();
        rbms.get(1).weights()[3] = Float.NaN;
        Model diverged = TinyModels.model(rbms, Optional.empty(), TinyModels.PROVENANCE);

        String message = assertThrows(TrainingDivergedException.class, () -> store.save("digits", diverged)).getMessage();
        assertEquals("layer 1 weight 1,1 is NaN", message);
        assertOnlyTheOldModelIsThere();
    }

    @Test
    void failingWriteDoesNotReplaceTheOldModel() throws IOException {
        Location file = store.save("digits", TinyModels.whole());
        ByteArrayOutputStream complete = new ByteArrayOutputStream();
        ModelFile.write(TinyModels.withoutSoftmax(), complete);
        for (long room = 0; room < complete.size(); room += 97) {
            long bytes = room;
            assertThrows(IOException.class, () -> file.writeAtomically(
                    out -> ModelFile.write(TinyModels.withoutSoftmax(), new FullDisk(out, bytes))), "room for " + room);
        }
        assertOnlyTheOldModelIsThere();
    }

    private void assertOnlyTheOldModelIsThere() throws IOException {
        assertSame(TinyModels.whole(), store.load("digits"));
        try (Stream<Path> files = Files.list(folder.resolve("models"))) {
            assertEquals(List.of("digits.dbn"), files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static void assertSame(Model expected, Model found) {
        assertEquals(expected.net().sha256(), found.net().sha256());
        assertEquals(expected.net().softmax().isPresent(), found.net().softmax().isPresent());
        assertEquals(expected.plan(), found.plan());
        assertEquals(expected.provenance(), found.provenance());
    }

    /** Takes so many bytes and no more. */
    private static final class FullDisk extends FilterOutputStream {
        private long room;

        FullDisk(OutputStream out, long room) {
            super(out);
            this.room = room;
        }

        @Override
        public void write(int value) throws IOException {
            if (room-- == 0) {
                throw new IOException("no space left");
            }
            out.write(value);
        }
    }
}
