package org.beliefgrid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody gets whose project names model-store and nothing else. Dependency management does not reach those who depend
 * on us: if model-store did not declare JavaCPP and OpenBLAS itself, they would get ND4J's old ones without a word, which are
 * 4-5 times slower.
 *
 * <p>Parent and model-store are placed in the local repository under a version of their own, as if they had been installed,
 * and a Maven process resolves the outside project's dependencies: descriptors only, no jars. On a fresh machine it downloads
 * those of the old versions that ours replace, which no build of ours needs. The placed files are removed afterwards.
 */
class OutsideProjectIT {
    private static final long MAVEN_MINUTES = 3;
    private static final String VERSION = "0-outside-test-" + UUID.randomUUID();

    private static final String OUTSIDE_POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId>
              <artifactId>outside</artifactId>
              <version>1</version>
              <dependencies>
                <dependency>
                  <groupId>org.beliefgrid</groupId>
                  <artifactId>model-store</artifactId>
                  <version>%s</version>
                </dependency>
              </dependencies>
            </project>
            """.formatted(VERSION);

    private static Set<String> dependencies;

    @BeforeAll
    static void resolveTheOutsideProject(@TempDir Path folder) throws Exception {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        String parentPom = Files.readString(module.resolveSibling("pom.xml"));
        String ourVersion = firstMatch(parentPom, "<artifactId>beliefgrid</artifactId>\\s*<version>([^<]+)</version>");
        String ourVersionElement = "<version>" + ourVersion + "</version>";
        String newVersionElement = "<version>" + VERSION + "</version>";

        Files.writeString(placeFor("beliefgrid", "pom"), parentPom.replace(ourVersionElement, newVersionElement));
        Files.writeString(placeFor("model-store", "pom"),
                Files.readString(module.resolve("pom.xml")).replace(ourVersionElement, newVersionElement));
        Path jar = module.resolve("target/model-store-" + ourVersion + ".jar");
        assertTrue(Files.exists(jar), jar + " is missing: this test runs after package");
        Files.copy(jar, placeFor("model-store", "jar"));

        Files.writeString(folder.resolve("pom.xml"), OUTSIDE_POM);
        Path list = folder.resolve("dependencies.txt");
        String plugin = firstMatch(parentPom, "<artifactId>maven-dependency-plugin</artifactId>\\s*<version>([^<]+)</version>");
        runMaven(folder, "org.apache.maven.plugins:maven-dependency-plugin:" + plugin + ":collect", "-DoutputFile=" + list);
        // "   org.bytedeco:javacpp:jar:linux-x86_64:1.5.13:compile -- module ..."
        dependencies = Files.readAllLines(list).stream().map(line -> line.strip().split(" ")[0])
                .filter(line -> line.contains(":")).collect(Collectors.toCollection(TreeSet::new));
    }

    @AfterAll
    static void removeOurCopies() throws IOException {
        Path ours = localRepository().resolve("org/beliefgrid");
        for (String artifact : List.of("beliefgrid", "model-store")) {
            Path copies = ours.resolve(artifact).resolve(VERSION);
            if (Files.exists(copies)) {
                try (Stream<Path> files = Files.list(copies)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(copies);
            }
            deleteIfEmpty(ours.resolve(artifact));
        }
        deleteIfEmpty(ours);
    }

    @Test
    void modelStoreIsTheOnlyThingOfOurs() {
        assertEquals(Set.of("org.beliefgrid:model-store:jar:" + VERSION + ":compile"), coordinatesOf("org.beliefgrid"));
    }

    @Test
    void openBlasIsTheOneThatKnowsCurrentProcessors() {
        assertEquals(Set.of("org.bytedeco:openblas:jar:0.3.31-1.5.13:compile",
                "org.bytedeco:openblas:jar:" + Loader.getPlatform() + ":0.3.31-1.5.13:compile"),
                coordinatesOf("org.bytedeco:openblas"));
    }

    @Test
    void javaCppIsTheOneThatLoadsIt() {
        assertEquals(Set.of("org.bytedeco:javacpp:jar:1.5.13:compile",
                "org.bytedeco:javacpp:jar:" + Loader.getPlatform() + ":1.5.13:compile"),
                coordinatesOf("org.bytedeco:javacpp"));
    }

    @Test
    void nd4jComesWithItsCodeForThisMachine() {
        assertEquals(Set.of("org.nd4j:nd4j-native:jar:1.0.0-M2.1:compile",
                "org.nd4j:nd4j-native:jar:" + Loader.getPlatform() + ":1.0.0-M2.1:compile"),
                coordinatesOf("org.nd4j:nd4j-native"));
    }

    @Test
    void noPropertyOfOursIsLeftUnresolved() {
        assertEquals(Set.of(), dependencies.stream().filter(line -> line.contains("${")).collect(Collectors.toSet()));
    }

    @Test
    void noTestLibraryOfOursReachesThem() {
        assertEquals(Set.of(), dependencies.stream()
                .filter(line -> line.startsWith("org.junit") || line.startsWith("com.tngtech")
                        || !line.matches(".*:(compile|runtime)"))
                .collect(Collectors.toSet()));
    }

    private static Set<String> coordinatesOf(String start) {
        return dependencies.stream().filter(line -> line.startsWith(start + ":")).collect(Collectors.toSet());
    }

    private static Path placeFor(String artifact, String type) throws IOException {
        Path folder = Files.createDirectories(localRepository().resolve("org/beliefgrid").resolve(artifact).resolve(VERSION));
        return folder.resolve(artifact + "-" + VERSION + "." + type);
    }

    private static void runMaven(Path project, String... arguments) throws IOException, InterruptedException {
        String home = System.getProperty("maven.home");
        Path log = project.resolve("maven.log");
        ProcessBuilder maven = new ProcessBuilder(home == null ? "mvn" : Path.of(home, "bin", "mvn").toString(), "--batch-mode",
                "-Dmaven.repo.local=" + localRepository());
        if ("offline true".equals(System.getProperty("maven.mode"))) {
            maven.command().add("--offline");
        }
        maven.command().addAll(List.of(arguments));
        maven.environment().remove("MAVEN_OPTS");
        maven.environment().remove("MAVEN_ARGS");
        Process process = maven.directory(project.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(MAVEN_MINUTES, TimeUnit.MINUTES)) {
                fail("Maven did not end within %d minutes:%n%s".formatted(MAVEN_MINUTES, Files.readString(log)));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> "%s%n%s".formatted(maven.command(), read(log)));
    }

    /** Where the build that runs this test keeps its artifacts; failsafe passes it on. */
    private static Path localRepository() {
        String given = System.getProperty("localRepository");
        return given == null ? Path.of(System.getProperty("user.home"), ".m2", "repository") : Path.of(given);
    }

    private static String firstMatch(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), "the parent's pom has no " + pattern);
        return matcher.group(1);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(folder);
        }
    }
}
