package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start script in a small repository of its own, with a build and a Java that do nothing but say what they are told. */
class StartScriptIT {
    private static final Path SCRIPT = Path.of(System.getProperty("beliefgrid.home", "..")).resolve("beliefgrid");

    @TempDir
    private Path home;

    @BeforeEach
    void aRepositoryWithABuild() throws Exception {
        Files.copy(SCRIPT, home.resolve("beliefgrid"));
        Files.createDirectories(home.resolve("model-store/src/main"));
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.writeString(home.resolve(".gitignore"), "target\nbin\n");
        Files.createDirectories(home.resolve("bin"));
        program("mvn", "mkdir -p yarn-launcher/target/lib");
        program("java", "printf '%s\\n' \"$@\"");
        said("git", "init", "-q");
        commit();
    }

    private void program(String name, String body) throws Exception {
        Path file = home.resolve("bin").resolve(name);
        Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private void commit() throws Exception {
        said("git", "add", ".");
        said("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "state");
    }

    @Test
    void theRevisionIsThatOfTheBuildAndNotOfTheMomentOfTheStart() throws Exception {
        String built = said("git", "describe", "--always", "--dirty").get(0);
        assertEquals(built, revision());
        Files.writeString(home.resolve("README"), "no source: nothing is built again");
        commit();
        assertEquals(built, revision());
    }

    @Test
    void whatIsNotCommittedIsDirty() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "<project><!-- changed --></project>");
        assertTrue(revision().endsWith("-dirty"));
    }

    /** So that the archive of prepared classes, which is good for a class path that begins with its own, stays good. */
    @Test
    void jarsOfTheUsersStandBehindTheProgramsOnTheClassPath() throws Exception {
        String own = classPath("bench");
        assertTrue(own.endsWith("/yarn-launcher/target/lib/*"), own);
        assertEquals(own + ":mine/*", classPath("member", "--lib", "mine/", "--port", "0"));
        assertEquals(own + ":/opt/mine/*", classPath("train", "--lib=/opt/mine"));
        assertEquals(own + ":a.jar:b.jar", classPath("yarn", "submit", "--jars", "a.jar,b.jar", "--", "grid"));
    }

    private String classPath(String... arguments) throws Exception {
        List<String> words = said(Stream.concat(Stream.of("./beliefgrid"), Arrays.stream(arguments)).toArray(String[]::new));
        return words.get(words.lastIndexOf("-cp") + 1);
    }

    private String revision() throws Exception {
        String option = "-Dbeliefgrid.revision=";
        List<String> found = said("./beliefgrid", "bench").stream().filter(word -> word.startsWith(option)).toList();
        assertEquals(1, found.size());
        return found.get(0).substring(option.length());
    }

    private List<String> said(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile())
                .redirectError(home.resolve("target").resolve("errors").toFile());
        Files.createDirectories(home.resolve("target"));
        Map<String, String> environment = builder.environment();
        environment.put("PATH", home.resolve("bin") + ":" + environment.get("PATH"));
        environment.remove("JAVA_HOME");
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + lines);
        return lines;
    }
}
