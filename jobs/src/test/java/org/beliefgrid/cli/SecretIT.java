package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.grid.security.SecretFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The grid's secret as users meet it: two members started at once in a home that has none, and what comes to them. */
class SecretIT {
    private static final Map<String, String> TELLING_ALL = Map.of("BELIEFGRID_LOG", "debug");

    @TempDir
    private static Path folder;
    private static Cli first;
    private static Cli second;
    private static String firstAddress;
    private static String secondAddress;

    @BeforeAll
    static void startTwoAtOnce() throws Exception {
        SmallData.write(folder.resolve("data"));
        SmallPlan.write(folder);
        first = Cli.start(folder, TELLING_ALL, member());
        second = Cli.start(folder, TELLING_ALL, member());
        firstAddress = address(first, 1);
        secondAddress = address(second, 1);
    }

    @AfterAll
    static void end() {
        Stream.of(first, second).forEach(Cli::close);
    }

    private static List<String> member(String... more) {
        return Stream.concat(Stream.of("member", "--port", "0", "--threads", "1", "--store", "fences"), Stream.of(more))
                .toList();
    }

    private static List<String> train(String... more) {
        return Stream.concat(Stream.of("train", "--data", "data", "--classes", String.valueOf(SmallData.CLASSES), "--preset",
                "./small.yaml", "--store", "models", "--json", "report.json"), Stream.of(more)).toList();
    }

    private static String address(Cli member, int number) throws IOException, InterruptedException {
        return member.awaitLine("^member \\[(.*)\\]:(\\d+) of " + number + ", 1 training threads$").replaceAll("$1:$2");
    }

    private static Path secret() {
        return folder.resolve(".beliefgrid").resolve("secret");
    }

    private static String secretFile(String name, String permissions) throws IOException {
        Path file = folder.resolve(name);
        SecretFile.make(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file.toString();
    }

    private static void assertSaid(int exitCode, String line, Outcome outcome) {
        assertEquals(List.of("beliefgrid: " + line), outcome.exited(exitCode).err());
    }

    @Test
    void membersStartedAtOnceHaveOneSecret() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret())));
        for (String address : List.of(firstAddress, secondAddress)) {
            HazelcastInstance client = GridClient.connect(List.of(address), SecretFile.read(secret()));
            client.shutdown();
        }
    }

    @Test
    void aMemberWithAnotherSecretSaysSoAndEnds() throws Exception {
        String other = secretFile("other", "rw-------");
        assertSaid(ExitCode.GRID_UNAVAILABLE,
                "the member at " + firstAddress + " has another secret: give both the same --secret-file",
                Cli.run(folder, member("--join", firstAddress, "--secret-file", other)));
        assertTrue(first.isAlive());
    }

    @Test
    void aTrainingWithAnotherSecretSaysSoAndEnds() throws Exception {
        String other = secretFile("another", "rw-------");
        assertSaid(ExitCode.GRID_UNAVAILABLE, "no member answers at " + firstAddress + ": the member at " + firstAddress
                + " has another secret: give its --secret-file",
                Cli.run(folder, train("--cluster", firstAddress, "--secret-file", other)));
    }

    @Test
    void aSecretThatOthersCanReadIsRefused() throws Exception {
        String open = secretFile("open", "rw-r-----");
        assertSaid(ExitCode.USAGE, open
                + ": permissions rw-r----- let others than its owner in; 'chmod 600' it, or better make a "
                + "new one", Cli.run(folder, member("--secret-file", open)));
    }

    @Test
    void aSecretForMembersOfItsOwnIsRefused() throws Exception {
        assertSaid(ExitCode.USAGE, "--secret-file goes with --cluster: members of its own have a secret of their own",
                Cli.run(folder, train("--secret-file", secret().toString())));
    }

    @Test
    void nothingThatOthersSeeHoldsTheSecret() throws Exception {
        try (Cli third = Cli.start(folder, TELLING_ALL, member("--join", firstAddress, "--secret-file", secret().toString()));
                Cli training = Cli.start(folder, TELLING_ALL, train("--cluster", firstAddress))) {
            third.awaitLine("^member ");
            for (Cli process : List.of(first, second, third, training)) {
                assertHoldsNoSecret(process.processFiles());
            }
            training.await().exited(ExitCode.DONE);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> written = files.filter(Files::isRegularFile).filter(file -> file.getFileName().toString()
                    .matches("process-.*|report\\.json")).toList();
            assertTrue(written.stream().anyMatch(SecretIT::hasDebugLines), "no log at debug level: " + written);
            assertHoldsNoSecret(written);
        }
    }

    private static boolean hasDebugLines(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(" DEBUG ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks for the digits, the bytes and their Base64 form. */
    private static void assertHoldsNoSecret(List<Path> files) throws IOException {
        String digits = Files.readString(secret()).strip();
        byte[] bytes = HexFormat.of().parseHex(digits);
        String base64 = Base64.getEncoder().encodeToString(bytes).replace("=", "");
        for (Path file : files) {
            assumeTrue(Files.exists(file), "no /proc");
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertFalse(text.isEmpty() && file.startsWith("/proc"), file + " is empty");
            assertFalse(text.toLowerCase(Locale.ROOT).contains(digits), file::toString);
            assertFalse(text.contains(base64), file::toString);
            assertFalse(text.contains(new String(bytes, StandardCharsets.ISO_8859_1)), file::toString);
        }
    }
}
