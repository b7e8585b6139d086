package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real HDFS on loopback: the pseudo-distributed cluster that lies beside the repository, started and stopped by its own
 * script. Its jars are resolved once and kept below the module's {@code target} folder.
 */
final class PseudoHadoop implements AutoCloseable {
    private static final int PORT_BASE = 28_000;
    private static final long DEADLINE_MINUTES = 6;

    private final Path script;
    private final Path run;
    private final Map<String, String> settings;
    private final Path log;

    private PseudoHadoop(Path script, Path run) {
        this.script = script;
        this.run = run;
        log = run.resolve("pseudo.log");
        settings = Map.of("PSEUDO_RUN", run.toString(), "PSEUDO_LIB", Path.of("target", "pseudo-hadoop-lib").toAbsolutePath()
                .toString(), "PSEUDO_PORT_BASE", String.valueOf(PORT_BASE), "PSEUDO_NMS", "1");
    }

    /** The script, if this checkout has it beside itself. */
    static Optional<Path> script() {
        Path home = Path.of(System.getProperty("beliefgrid.home", "..")).toAbsolutePath().normalize();
        Path script = home.resolveSibling("shared").resolve("tools/pseudo-hadoop/pseudo.sh");
        return Files.isRegularFile(script) ? Optional.of(script) : Optional.empty();
    }

    static PseudoHadoop start(Path script, Path run) throws IOException, InterruptedException {
        PseudoHadoop cluster = new PseudoHadoop(script, Files.createDirectories(run));
        try {
            cluster.call("start");
            return cluster;
        } catch (IOException | InterruptedException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** The URI of a path in its file system. */
    String uri(String path) {
        return "hdfs://127.0.0.1:" + (PORT_BASE + 20) + path;
    }

    /** Copies files into a folder, which is made. */
    void put(List<Path> files, String folder) throws IOException, InterruptedException {
        call("cli", "org.apache.hadoop.fs.FsShell", "-mkdir", "-p", folder);
        List<String> arguments = new ArrayList<>(List.of("cli", "org.apache.hadoop.fs.FsShell", "-put"));
        files.forEach(file -> arguments.add(file.toString()));
        arguments.add(folder);
        call(arguments.toArray(String[]::new));
    }

    /** Turns a bit over in the one block of a file, where it lies on disk. */
    void damage(byte[] contentOfTheFile) throws IOException {
        try (Stream<Path> blocks = Files.find(run.resolve("data/dn"), Integer.MAX_VALUE,
                (file, attributes) -> attributes.isRegularFile() && file.getFileName().toString().matches("blk_[0-9]+"))) {
            for (Path block : blocks.toList()) {
                byte[] bytes = Files.readAllBytes(block);
                if (Arrays.equals(bytes, contentOfTheFile)) {
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(block, bytes);
                    return;
                }
            }
        }
        fail("no block on disk has this content");
    }

    private void call(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        Process process = builder.start();
        boolean ended = process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertTrue(ended, () -> String.join(" ", command) + " still runs, see " + log);
        assertEquals(0, process.exitValue(), () -> String.join(" ", command) + ":\n" + logged());
    }

    private String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            call("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
