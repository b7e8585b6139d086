package org.beliefgrid.grid.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    private static final byte[] SOMETHING = {1, 2, 3};
    private static final String DIGITS = "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("home").resolve("secret");
    }

    private Path written(String text) throws IOException {
        Path file = folder.resolve("given");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    @Test
    void whatIsMadeIsPrivateAndLeavesNothingBeside() throws Exception {
        SecretFile.readOrMake(file());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertTrue(Files.readString(file()).matches("[0-9a-f]{64}\n"), "not 32 bytes as digits");
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertEquals(List.of(file()), files.toList());
        }
    }

    @Test
    void whatIsMadeStays() throws Exception {
        byte[] first = SecretFile.readOrMake(file()).sign(SOMETHING);
        assertArrayEquals(first, SecretFile.readOrMake(file()).sign(SOMETHING));
        SecretFile.make(file());
        assertArrayEquals(first, SecretFile.read(file()).sign(SOMETHING));
    }

    @Test
    void eachFileAndEachRandomSecretIsAnother() throws Exception {
        Set<String> signatures = new HashSet<>();
        for (int number = 0; number < 4; number++) {
            signatures.add(HexFormat.of().formatHex(SecretFile.readOrMake(folder.resolve("secret-" + number)).sign(SOMETHING)));
            signatures.add(HexFormat.of().formatHex(GridSecret.random().sign(SOMETHING)));
        }
        assertEquals(8, signatures.size());
    }

    @Test
    void whoMakesItAtTheSameTimeGetsTheSame() throws Exception {
        int makers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(makers);
        try {
            for (int trial = 0; trial < 20; trial++) {
                Path file = folder.resolve("trial-" + trial).resolve("secret");
                CyclicBarrier together = new CyclicBarrier(makers);
                List<Future<byte[]>> signatures = new ArrayList<>();
                for (int maker = 0; maker < makers; maker++) {
                    signatures.add(threads.submit(() -> {
                        together.await();
                        return SecretFile.readOrMake(file).sign(SOMETHING);
                    }));
                }
                byte[] kept = signatures.get(0).get();
                for (Future<byte[]> signature : signatures) {
                    assertArrayEquals(kept, signature.get());
                }
                try (Stream<Path> files = Files.list(file.getParent())) {
                    assertEquals(List.of(file), files.toList());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = {"GROUP_.*", "OTHERS_.*"})
    void aRightOfOthersIsRefused(PosixFilePermission right) throws Exception {
        Path file = written(DIGITS);
        SecretFile.read(file);
        Files.setPosixFilePermissions(file, EnumSet.of(PosixFilePermission.OWNER_READ, right));
        String message = assertThrows(InvalidConfigException.class, () -> SecretFile.readOrMake(file)).getMessage();
        assertTrue(message.startsWith(file + ": permissions r"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void aFileThatIsNotThereIsNotMadeByReading() {
        String message = assertThrows(InvalidConfigException.class, () -> SecretFile.read(file())).getMessage();
        assertEquals(file() + ": no such file", message);
        assertFalse(Files.exists(file()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "0123456789abcdef",
            "correct horse battery staple, correct horse battery staple, correct"})
    void whatIsNoSecretIsRefusedAndNotRepeated(String text) throws Exception {
        Path file = written(text);
        String message = assertThrows(InvalidConfigException.class, () -> SecretFile.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": no secret: expected 64 hexadecimal digits or more"), message);
        assertTrue(text.isBlank() || !message.contains(text), message);
    }

    @Test
    void oneDigitLessOrAnOddOneMoreIsNoSecret() throws Exception {
        for (String text : Arrays.asList(DIGITS.substring(1), DIGITS + "0", DIGITS.substring(2), DIGITS.replace('a', 'g'))) {
            assertThrows(IllegalArgumentException.class, () -> GridSecret.ofText(text.getBytes()), text);
        }
        byte[] longer = GridSecret.ofText((DIGITS + "00").getBytes()).sign(SOMETHING);
        assertFalse(Arrays.equals(longer, GridSecret.ofText((" " + DIGITS + "01\r\n").getBytes()).sign(SOMETHING)));
    }

    @Test
    void aFolderIsNoSecret() {
        assertThrows(InvalidConfigException.class, () -> SecretFile.read(folder));
    }

    @Test
    void aSecretDoesNotPrintItself() {
        assertEquals("the grid's secret", GridSecret.ofText(DIGITS.getBytes()).toString());
    }
}
