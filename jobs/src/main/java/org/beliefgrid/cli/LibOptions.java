package org.beliefgrid.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;
import picocli.CommandLine.Option;

/**
 * Jars of the user's own. The start script reads the option, too: it puts the jars behind the program's on the class path
 * before the JVM starts. Here it is only seen that they are there.
 */
final class LibOptions {
    @Option(names = "--lib", paramLabel = "DIR",
            description = "folder of jars with algorithms of your own, put on the class path; members and who trains need "
                    + "the same")
    private String lib;

    /**
     * @throws InvalidConfigException if the folder has no jar, or one that is not on the class path
     */
    void check() throws IOException {
        if (lib == null) {
            return;
        }
        Path folder = Path.of(lib);
        if (!Files.isDirectory(folder)) {
            throw new InvalidConfigException("--lib " + lib + ": no such folder");
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(file -> file.getFileName().toString().endsWith(".jar")).sorted().toList();
        }
        if (jars.isEmpty()) {
            throw new InvalidConfigException("--lib " + lib + ": there is no jar in it");
        }
        Set<Path> there = classPath();
        for (Path jar : jars) {
            if (!there.contains(jar.toRealPath())) {
                throw new InvalidConfigException(("--lib %s: %s is not on the class path: start with the script beliefgrid, "
                        + "which puts it there").formatted(lib, jar.getFileName()));
            }
        }
    }

    private static Set<Path> classPath() throws IOException {
        Set<Path> entries = new HashSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                entries.add(Path.of(entry).toRealPath());
            }
        }
        return entries;
    }
}
