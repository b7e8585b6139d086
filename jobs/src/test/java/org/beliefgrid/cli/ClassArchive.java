package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Classes as the JVM prepares them for the next start, as the start script has them made after a build: the many processes of
 * these tests start with them. One for a class path of jars; a class path with folders has none.
 */
final class ClassArchive {
    private static final long DEADLINE_SECONDS = 120;

    private ClassArchive() {
    }

    /** The jars of this process's class path, or all of it where the project's own classes are not in jars. */
    static String classPath() {
        List<String> all = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> jars = all.stream().filter(entry -> Files.isRegularFile(Path.of(entry))).toList();
        boolean packaged = jars.stream().anyMatch(jar -> Path.of(jar).getFileName().toString().startsWith("jobs-"));
        return String.join(File.pathSeparator, packaged ? jars : all);
    }

    /**
     * The options that have a process start with prepared classes. Tests that start processes side by side wait for the
     * archive.
     *
     * @param java the command with the options that the process will have
     */
    static synchronized List<String> options(List<String> java) throws IOException {
        String classPath = classPath();
        if (Arrays.stream(classPath.split(File.pathSeparator)).anyMatch(entry -> Files.isDirectory(Path.of(entry)))) {
            return List.of();
        }
        Path archive = Path.of("target", "classes-" + Integer.toHexString(state(classPath).hashCode()) + ".jsa")
                .toAbsolutePath();
        if (!Files.exists(archive)) {
            make(archive, java, classPath);
        }
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off");
    }

    private static String state(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator)).map(File::new)
                .map(jar -> jar + " " + jar.length() + " " + jar.lastModified()).collect(Collectors.joining("\n"));
    }

    private static void make(Path archive, List<String> java, String classPath) throws IOException {
        Path fresh = archive.resolveSibling(archive.getFileName() + "." + ProcessHandle.current().pid());
        Path log = archive.resolveSibling("classes.log");
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + fresh, "-cp", classPath, WarmUp.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0, () -> "see " + log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
    }
}
