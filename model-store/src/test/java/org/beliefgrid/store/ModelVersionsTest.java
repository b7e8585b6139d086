package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.UnwritableStoreException;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Promotion;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.ModelVersions.PromotionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelVersionsTest {
    private static final String WHEN = "2026-11-25T12:00:00Z";
    private static final Model MODEL = TinyModels.whole();

    @TempDir
    Path folder;

    /** The same local folder, by the JDK and by Hadoop: one contract. */
    enum Access {
        JDK {
            @Override
            ModelStore in(Path folder) {
                return ModelStore.at(Location.of(folder.toString()));
            }
        },
        HADOOP {
            @Override
            ModelStore in(Path folder) {
                return ModelStore.at(new Location(HadoopPlace.of("file://" + folder)));
            }
        };

        abstract ModelStore in(Path folder);
    }

    private static StoredEvaluation evaluation(long errors) {
        return new StoredEvaluation("digits", "hash", 1000, errors, MODEL.net().sha256(), WHEN);
    }

    private static Promotion promote(ModelVersions versions, int version) throws IOException {
        return versions.promote(new PromotionRequest(version, Optional.empty(), true, "me@here", WHEN));
    }

    private static List<Integer> numbers(ModelVersions versions) throws IOException {
        return versions.all().stream().map(ModelVersion::number).toList();
    }

    /** Files below the store's folder, but for those in which Hadoop's local file system keeps checksums. */
    private Map<String, Long> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> !file.toString().endsWith(".crc"))
                    .collect(Collectors.toMap(file -> folder.relativize(file).toString(), file -> file.toFile().length(),
                            Long::sum, TreeMap::new));
        }
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void numbersAreNotGivenAgain(Access access) throws IOException {
        ModelStore store = access.in(folder);
        ModelVersions versions = store.versions("m");
        for (int number = 1; number <= 4; number++) {
            assertEquals(number, store.save("m", MODEL).number());
        }
        versions.delete(4);
        versions.delete(2);
        assertEquals(List.of(1, 3), numbers(versions));
        assertEquals(5, store.save("m", MODEL).number());
        for (int number : List.of(5, 3, 1)) {
            versions.delete(number);
        }
        assertEquals(List.of(), store.names());
        assertEquals(6, store.save("m", MODEL).number());
        assertEquals(List.of(6), numbers(versions));
    }

    /** As a writer leaves it that was killed while it wrote. */
    @Test
    void aHalfWrittenFileIsNoVersion() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        store.save("m", MODEL);
        Files.createFile(folder.resolve("m/2.taken"));
        Files.write(folder.resolve("m/2.dbn.4e0f.tmp"), new byte[100]);
        assertEquals(List.of(1), numbers(store.versions("m")));
        assertEquals(3, store.save("m", MODEL).number());
        assertEquals(3, store.find("m").number());
    }

    /**
     * Each writer saves models of its own, so that a file that two had written would show. Hadoop's local file system cannot be
     * held to it, for it looks before it creates; HdfsIT does the same on HDFS.
     */
    @Test
    void manyWritersAtOnceGetVersionsOfTheirOwn() throws Exception {
        int writers = 6;
        int each = 5;
        Map<Integer, String> saved = new TreeMap<>();
        for (Future<Map<Integer, String>> written : atOnce(IntStream.range(0, writers)
                .<Callable<Map<Integer, String>>>mapToObj(writer -> () -> {
                    Map<Integer, String> own = new TreeMap<>();
                    for (int count = 0; count < each; count++) {
                        String mark = writer + "/" + count;
                        own.put(Access.JDK.in(folder).save("m", TinyModels.withProvenance(marked(mark))).number(), mark);
                    }
                    return own;
                }).toList())) {
            saved.putAll(written.get());
        }
        ModelVersions versions = Access.JDK.in(folder).versions("m");
        assertEquals(writers * each, saved.size());
        assertEquals(List.copyOf(saved.keySet()), numbers(versions));
        for (ModelVersion version : versions.all()) {
            assertEquals(saved.get(version.number()), ModelVersions.load(version).provenance().dataset());
        }
        assertEquals(writers * each, files().size(), () -> "nothing else is left: " + saved);
    }

    private static Provenance marked(String mark) {
        return new Provenance(mark, "", 1, 1, 0, 1, 1, WHEN, "", "", false);
    }

    private static <T> List<Future<T>> atOnce(List<Callable<T>> tasks) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            return threads.invokeAll(tasks);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void theNameMeansThePromotedVersionOrElseTheNewest(Access access) throws IOException {
        ModelStore store = access.in(folder);
        ModelVersions versions = store.versions("m");
        for (int number = 1; number <= 3; number++) {
            store.save("m", MODEL);
        }
        assertEquals(3, store.find("m").number());
        assertEquals(Optional.empty(), versions.promoted());
        versions.addEvaluation(2, evaluation(50));
        promote(versions, 2);
        store.save("m", MODEL);
        assertEquals(List.of(2, 4, 3), Stream.of("m", "m@latest", "m@3").map(reference -> number(store, reference)).toList());
        promote(versions, 3);
        assertEquals(3, store.find("m").number());
        promote(versions, 2);
        assertEquals(2, store.find("m").number());

        assertEquals(List.of(2, 3, 2), versions.promotions().values().stream().map(Promotion::version).toList());
        assertEquals(Optional.of(new Promotion.Basis(1, evaluation(50))), versions.promotions().get(1).basis());
        assertEquals(Optional.empty(), versions.promotions().get(2).basis());
        assertEquals(new Promotion(2, "me@here", WHEN, MODEL.net().sha256(), versions.promotions().get(1).basis()),
                versions.promotions().get(3));
    }

    private static int number(ModelStore store, String reference) {
        try {
            return store.find(reference).number();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPromotionRestsOnTheNewestEvaluationOrTheOneThatIsNamed() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        store.save("m", MODEL);
        ModelVersions versions = store.versions("m");
        PromotionRequest plain = new PromotionRequest(1, Optional.empty(), false, "me@here", WHEN);
        assertEquals("m@1 has no evaluation that its promotion could rest on; run evaluate --model m@1, or promote it "
                + "--without-evaluation", assertThrows(InvalidConfigException.class, () -> versions.promote(plain))
                .getMessage());
        for (int errors = 10; errors <= 30; errors += 10) {
            assertEquals(errors / 10, versions.addEvaluation(1, evaluation(errors)));
        }
        assertEquals(Set.of(1, 2, 3), versions.evaluations(1).keySet());
        assertEquals(evaluation(20), versions.evaluations(1).get(2));
        assertEquals(Optional.of(new Promotion.Basis(3, evaluation(30))), versions.promote(plain).basis());
        assertEquals(Optional.of(new Promotion.Basis(2, evaluation(20))),
                versions.promote(new PromotionRequest(1, Optional.of(2), false, "me@here", WHEN)).basis());
        assertEquals("m@1 has no evaluation 4; there are 1, 2, 3", assertThrows(InvalidConfigException.class,
                () -> versions.promote(new PromotionRequest(1, Optional.of(4), true, "me@here", WHEN))).getMessage());
        versions.addEvaluation(1, new StoredEvaluation("digits", "hash", 10, 0, "other", WHEN));
        assertEquals("evaluation 4 of m@1 is of a model with modelSha256 other, not " + MODEL.net().sha256(),
                assertThrows(InvalidConfigException.class, () -> versions.promote(plain)).getMessage());
        assertEquals(2, versions.promotions().size());
    }

    @Test
    void aDamagedVersionIsNotPromoted() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        store.save("m", MODEL);
        Path file = Path.of(store.save("m", MODEL).file().toString());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        ModelVersions versions = store.versions("m");
        promote(versions, 1);
        assertThrows(CorruptModelException.class, () -> promote(versions, 2));
        assertThrows(CorruptModelException.class, () -> promote(versions, 3));
        assertEquals(1, store.find("m").number());
    }

    /** Version 3 is the newest: who takes it saw no promotion at all. */
    @ParameterizedTest
    @EnumSource(Access.class)
    void readersSeeThePromotionBeforeOrTheOneAfter(Access access) throws Exception {
        ModelStore store = access.in(folder);
        for (int number = 1; number <= 3; number++) {
            store.save("m", MODEL);
        }
        promote(store.versions("m"), 1);
        int rounds = access == Access.JDK ? 40 : 10;
        AtomicBoolean done = new AtomicBoolean();
        List<Callable<Set<Integer>>> tasks = new ArrayList<>();
        tasks.add(() -> {
            try {
                for (int round = 0; round < rounds; round++) {
                    promote(store.versions("m"), 2 - round % 2);
                }
                return Set.of();
            } finally {
                done.set(true);
            }
        });
        for (int reader = 0; reader < 2; reader++) {
            tasks.add(() -> {
                Set<Integer> seen = new TreeSet<>();
                do {
                    seen.add(store.find("m").number());
                } while (!done.get());
                return seen;
            });
        }
        List<Future<Set<Integer>>> ended = atOnce(tasks);
        ended.get(0).get();
        for (Future<Set<Integer>> reader : ended.subList(1, ended.size())) {
            assertTrue(Set.of(1, 2).containsAll(reader.get()), () -> "seen " + reader);
        }
        assertEquals(rounds + 1, store.versions("m").promotions().size());
    }

    @Test
    void aDamagedPromotionIsAnErrorAndNeverAnotherPromotion() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        ModelVersions versions = store.versions("m");
        store.save("m", MODEL);
        store.save("m", MODEL);
        promote(versions, 1);
        promote(versions, 2);
        versions.addEvaluation(2, evaluation(0));
        promote(versions, 2);
        Path last = folder.resolve("m/promoted/3.yaml");
        byte[] sound = Files.readAllBytes(last);
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= (byte) (1 << at % Byte.SIZE);
            requireRefused(store, last, damaged);
        }
        for (int length = 0; length < sound.length; length++) {
            requireRefused(store, last, Arrays.copyOf(sound, length));
        }
        requireRefused(store, last, Arrays.copyOf(sound, 1_000_000));
        requireRefused(store, last, SealedText.write("version: 0\nby: a@b\nat: now\nmodelSha256: x\n"));
        requireRefused(store, last, SealedText.write("version: 1\nby: a@b\nat: now\nmodelSha256: x\nof: the future\n"));
        requireRefused(store, last, SealedText.write("- 1\n"));
        assertThrows(BadInputException.class, () -> versions.delete(1));
        assertThrows(BadInputException.class, versions::promotions);
        assertEquals(List.of(1, 2), numbers(versions));
        assertEquals(2, store.find("m@2").number());

        promote(versions, 2);
        assertEquals(2, store.find("m").number());
    }

    private static void requireRefused(ModelStore store, Path file, byte[] content) throws IOException {
        Files.write(file, content);
        String message = assertThrows(BadInputException.class, () -> store.find("m")).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.lines().count() == 1, message);
    }

    @Test
    void aDamagedEvaluationIsNotRestedOn() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        store.save("m", MODEL);
        ModelVersions versions = store.versions("m");
        versions.addEvaluation(1, evaluation(500));
        Path file = folder.resolve("m/1.evaluations/1.yaml");
        Files.writeString(file, Files.readString(file).replace("errors: 500", "errors: 100"));
        assertEquals(file + ": damaged: its last line is not the SHA-256 of what stands before it",
                assertThrows(BadInputException.class, () -> promote(versions, 1)).getMessage());
        assertEquals(Optional.empty(), versions.promoted());
    }

    @Test
    void aPromotedVersionThatSomebodyRemovedIsMissed() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        store.save("m", MODEL);
        store.save("m", MODEL);
        promote(store.versions("m"), 1);
        Files.delete(folder.resolve("m/1.dbn"));
        assertEquals(folder.resolve("m/1.dbn") + ": the promoted version is missing; promote another",
                assertThrows(CorruptModelException.class, () -> store.find("m")).getMessage());
        promote(store.versions("m"), 2);
        assertEquals(2, store.find("m").number());
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void deletionTakesEverythingButThePromotedVersion(Access access) throws IOException {
        ModelStore store = access.in(folder);
        ModelVersions versions = store.versions("m");
        store.save("m", MODEL);
        store.save("m", MODEL);
        versions.addEvaluation(1, evaluation(1));
        versions.addEvaluation(2, evaluation(2));
        for (int version = 1; version <= 2; version++) {
            versions.report(version).writeAtomically(out -> out.write('r'));
        }
        assertEquals(2, versions.all().size(), "a report is no version");
        promote(versions, 2);
        assertEquals("m@2 is the promoted version; promote another one before it is deleted",
                assertThrows(InvalidConfigException.class, () -> versions.delete(2)).getMessage());
        versions.delete(1);
        assertThrows(CorruptModelException.class, () -> versions.delete(1));
        assertThrows(CorruptModelException.class, () -> versions.addEvaluation(1, evaluation(1)));
        assertEquals(Set.of("m/1.deleted", "m/2.dbn", "m/2.evaluations/1.yaml", "m/2.report.html", "m/promoted/1.yaml"),
                files().keySet());
    }

    @Test
    void pruningKeepsTheNewestAndThePromoted() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        ModelVersions versions = store.versions("m");
        for (int number = 1; number <= 6; number++) {
            store.save("m", MODEL);
        }
        promote(versions, 2);
        assertThrows(InvalidConfigException.class, () -> versions.prune(0));
        assertEquals(List.of(1, 3, 4), versions.prune(2).stream().map(ModelVersion::number).toList());
        assertEquals(List.of(2, 5, 6), numbers(versions));
        assertEquals(List.of(), versions.prune(3));
        assertEquals(List.of(5), versions.prune(1).stream().map(ModelVersion::number).toList());
    }

    @Test
    void whoHasOpenedAVersionReadsOnWhileItIsDeleted() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        ModelVersion version = store.save("m", MODEL);
        try (InputStream in = version.file().open()) {
            in.skipNBytes(100);
            store.versions("m").delete(1);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            ModelFile.write(MODEL, whole);
            assertEquals(whole.size() - 100, in.readAllBytes().length);
        }
        assertEquals(version.file() + ": no such file",
                assertThrows(BadInputException.class, () -> ModelVersions.load(version)).getMessage());
    }

    /** Version 1 is promoted; who wins decides about version 2, but the two never contradict each other. */
    @Test
    void aPromotionAndADeletionOfOneVersionAtOnceAgree() throws Exception {
        for (int round = 0; round < 25; round++) {
            String name = "m" + round;
            ModelStore store = Access.JDK.in(folder);
            store.save(name, MODEL);
            store.save(name, MODEL);
            promote(store.versions(name), 1);
            List<Future<Boolean>> ended = atOnce(List.of(
                    () -> succeeds(() -> promote(store.versions(name), 2)),
                    () -> succeeds(() -> {
                        store.versions(name).delete(2);
                        return null;
                    })));
            boolean promoted = ended.get(0).get();
            boolean deleted = ended.get(1).get();
            String what = name + " promoted " + promoted + ", deleted " + deleted;
            assertTrue(promoted != deleted, what);
            assertEquals(promoted ? 2 : 1, store.find(name).number(), what);
            assertEquals(promoted ? List.of(1, 2) : List.of(1), numbers(store.versions(name)), what);
            ModelVersions.load(store.find(name));
        }
    }

    /** As a deletion leaves it that was killed before it had removed the file. */
    @Test
    void aVersionThatIsHalfDeletedIsNotPromoted() throws IOException {
        ModelStore store = Access.JDK.in(folder);
        ModelVersions versions = store.versions("m");
        store.save("m", MODEL);
        store.save("m", MODEL);
        promote(versions, 1);
        Files.createFile(folder.resolve("m/2.deleted"));
        assertEquals(folder.resolve("m/2.dbn") + ": the version is being deleted, or was left half deleted: models delete m@2 "
                + "ends that", assertThrows(CorruptModelException.class, () -> promote(versions, 2)).getMessage());
        assertEquals(1, versions.promotions().size());
        assertEquals(1, store.find("m").number());
        versions.delete(2);
        assertEquals(List.of(1), numbers(versions));
    }

    @Test
    void aPromotionThatADeletionOvertookIsTakenBack() throws IOException {
        FullDisk.Room room = new FullDisk.Room();
        ModelStore store = ModelStore.at(new Location(new FullDisk(LocalPlace.ofPath(folder.toString()), room)));
        store.save("m", MODEL);
        store.save("m", MODEL);
        promote(store.versions("m"), 1);
        room.watch(name -> {
            if (name.startsWith("2.yaml.")) {
                assertTrue(succeedsUnchecked(() -> {
                    Access.JDK.in(folder).versions("m").delete(2);
                    return null;
                }));
            }
        });
        assertEquals(folder.resolve("m/2.dbn") + ": the version was deleted while it was promoted",
                assertThrows(CorruptModelException.class, () -> promote(store.versions("m"), 2)).getMessage());
        assertEquals(1, store.versions("m").promotions().size());
        assertEquals(1, store.find("m").number());
    }

    private static boolean succeedsUnchecked(Callable<?> action) {
        try {
            return succeeds(action);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean succeeds(Callable<?> action) throws Exception {
        try {
            action.call();
            return true;
        } catch (CorruptModelException | InvalidConfigException e) {
            return false;
        }
    }

    /** Any byte may be the one that does not fit any more, and any file the one that cannot be made. */
    @Test
    void onAFullDiskTheOldVersionsStayAndNothingElse() throws IOException {
        FullDisk.Room room = new FullDisk.Room();
        ModelStore store = ModelStore.at(new Location(new FullDisk(LocalPlace.ofPath(folder.toString()), room)));
        ModelVersion first = store.save("m", MODEL);
        store.versions("m").addEvaluation(1, evaluation(1));
        promote(store.versions("m"), 1);
        Map<String, Long> before = files();
        long size = first.file().length();
        for (long bytes = 0; bytes < size; bytes += bytes < 16 || bytes > size - 16 ? 1 : 61) {
            room.limit(bytes, Long.MAX_VALUE);
            requireFails("No space left on device", () -> store.save("m", MODEL));
        }
        for (long bytes = 0; bytes < Files.size(folder.resolve("m/promoted/1.yaml")); bytes += 7) {
            room.limit(bytes, Long.MAX_VALUE);
            requireFails("No space left on device", () -> promote(store.versions("m"), 1));
        }
        for (long files = 0; files < 2; files++) {
            room.limit(Long.MAX_VALUE, files);
            requireFails("Read-only file system", () -> store.save("m", MODEL));
            room.limit(Long.MAX_VALUE, files);
            requireFails("Read-only file system", () -> store.versions("m").addEvaluation(1, evaluation(1)));
        }
        room.limit(Long.MAX_VALUE, 0);
        requireFails("Read-only file system", store::requireWritable);
        assertEquals(before, files());
        room.limit(Long.MAX_VALUE, Long.MAX_VALUE);
        assertEquals(2, store.save("m", MODEL).number());
        assertEquals(1, store.find("m").number());
        room.limit(Long.MAX_VALUE, 0);
        requireFails("Read-only file system", () -> store.versions("m").delete(2));
        assertEquals(2, store.find("m@latest").number());
    }

    private static void requireFails(String reason, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(UnwritableStoreException.class, action).getMessage();
        assertTrue(message.endsWith(reason) && message.contains("cannot be written"), message);
        assertFalse(message.contains("\n"), message);
    }
}
