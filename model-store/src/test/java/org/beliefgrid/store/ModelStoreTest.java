package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.beliefgrid.error.BadInputException;
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
        ModelVersion saved = store.save("digits-1.0_b", TinyModels.whole());

        assertEquals("digits-1.0_b@1", saved.toString());
        assertEquals(Location.of(folder.resolve("models/digits-1.0_b/1.dbn").toString()), saved.file());
        assertSame(TinyModels.whole(), store.load("digits-1.0_b"));
    }

    @Test
    void savingAgainMakesAnotherVersion() throws IOException {
        store.save("digits", TinyModels.whole());
        assertEquals(2, store.save("digits", TinyModels.withoutSoftmax()).number());

        assertSame(TinyModels.withoutSoftmax(), store.load("digits"));
        assertSame(TinyModels.withoutSoftmax(), store.load("digits@latest"));
        assertSame(TinyModels.withoutSoftmax(), store.load("digits@2"));
        assertSame(TinyModels.whole(), store.load("digits@1"));
    }

    @Test
    void missingVersionIsToldWithThoseThatAreThere() throws IOException {
        store.save("digits", TinyModels.whole());
        store.save("digits", TinyModels.whole());
        assertEquals(folder.resolve("models/digits/3.dbn") + ": no such version; there are digits@1, digits@2",
                missing("digits@3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits@", "digits@0", "digits@01", "digits@-1", "digits@1.5", "digits@x", "digits@1@2",
        "digits@1234567890", "@1", "digits@LATEST", "runs", "tune", "reproduce", "backtest", "runs@1", "tune@latest"})
    void otherReferencesAreRefused(String reference) {
        String message = assertThrows(InvalidConfigException.class, () -> store.find(reference)).getMessage();
        assertEquals(1, message.lines().count());
    }

    /** What an older build saved is neither read as something else nor hidden by a new version. */
    @Test
    void aModelFromBeforeThereWereVersionsIsToBeMovedFirst() throws IOException {
        ModelVersion saved = store.save("elsewhere", TinyModels.whole());
        Path old = Files.move(Path.of(saved.file().toString()), folder.resolve("models/digits.dbn"));
        String message = old + ": a model from before there were versions; make the folder " + folder.resolve("models/digits")
                + " and move it to " + folder.resolve("models/digits/1.dbn");
        assertEquals(message, assertThrows(BadInputException.class, () -> store.load("digits")).getMessage());
        assertEquals(message, assertThrows(BadInputException.class, () -> store.save("digits", TinyModels.whole()))
                .getMessage());
        assertEquals(List.of(Location.of(old.toString())), store.withoutVersion());
        assertEquals(List.of(), store.names());

        Files.createDirectory(folder.resolve("models/digits"));
        Files.move(old, folder.resolve("models/digits/1.dbn"));
        assertSame(TinyModels.whole(), store.load("digits"));
        assertEquals(2, store.save("digits", TinyModels.withoutSoftmax()).number());
        assertEquals(List.of(), store.withoutVersion());
        store.versions("digits").delete(1);
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
        Files.createDirectories(folder.resolve("models/tune"));
        Files.createFile(folder.resolve("models/tune/1.dbn"));
        Files.createDirectories(folder.resolve("models/empty"));

        assertEquals(List.of("a", "a-b", "a.dbn", "b"), store.names());
    }

    @Test
    void missingModelIsToldWithThoseThatAreThere() throws IOException {
        String file = folder.resolve("models/digit").toString();
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
        Location file = store.save("digits", TinyModels.whole()).file();
        Files.write(Path.of(file.toString()), new byte[] {1, 2, 3});

        String message = assertThrows(CorruptModelException.class, () -> store.load("digits")).getMessage();
        assertEquals(file + ": truncated: has 3 bytes, magic would be bytes 0 to 7", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../a", "a b", "a\n", "\u00e4", "a:b"})
    void otherNamesAreRefused(String name) {
        assertThrows(InvalidConfigException.class, () -> store.save(name, TinyModels.whole()));
        assertThrows(InvalidConfigException.class, () -> store.load(name));
        assertThrows(InvalidConfigException.class, () -> store.versions(name));
        assertFalse(Files.exists(folder.resolve("models")));
    }

    @Test
    void namesHaveAtMost100Characters() throws IOException {
        store.save("n".repeat(100), TinyModels.whole());
        String message = assertThrows(InvalidConfigException.class, () -> store.versions("n".repeat(101))).getMessage();
        assertTrue(message.startsWith("name of a model must be 1 to 100 of A-Z a-z 0-9 . _ - and not begin with a dot, was "
                + "\"n"));
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

    private void assertOnlyTheOldModelIsThere() throws IOException {
        assertSame(TinyModels.whole(), store.load("digits"));
        try (Stream<Path> files = Files.list(folder.resolve("models/digits"))) {
            assertEquals(List.of("1.dbn"), files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static void assertSame(Model expected, Model found) {
        assertEquals(expected.net().sha256(), found.net().sha256());
        assertEquals(expected.net().softmax().isPresent(), found.net().softmax().isPresent());
        assertEquals(expected.plan(), found.plan());
        assertEquals(expected.provenance(), found.provenance());
    }
}
