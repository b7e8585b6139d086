package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.yarn.spec.JavaCommand;
import org.beliefgrid.yarn.spec.LocalFile;
import org.beliefgrid.yarn.spec.MemberSize;
import org.beliefgrid.yarn.spec.MetricsPage;
import org.beliefgrid.yarn.spec.Placement;
import org.beliefgrid.yarn.spec.Spread;
import org.beliefgrid.yarn.spec.Times;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars of the user's own, from the option to the class path of the containers. */
class UserJarsTest {
    @TempDir
    private Path folder;
    private Path jar;
    private LocalFiles files;

    @BeforeEach
    void writeJars() throws Exception {
        jar = Files.writeString(folder.resolve("mine.jar"), "mine");
        Path own = Files.writeString(folder.resolve("jobs-0.1.jar"), "jobs");
        Path library = Files.writeString(folder.resolve("hazelcast-5.7.0.jar"), "hazelcast");
        Files.createDirectories(folder.resolve("config"));
        // The start script has the user's jar on the client's class path, too.
        files = new LocalFiles(List.of(own, library, jar), folder.resolve("config"), folder);
    }

    private static SubmitRequest request(List<Path> jars) {
        return new SubmitRequest("", List.of("grid"), new SubmitRequest.Members(1, 1, Spread.NONE, OptionalInt.empty(), 1,
                MetricsPage.NONE),
                new Placement("default", 0, "", ""), new Times(60, 0), OptionalInt.empty(), jars);
    }

    @Test
    void theyAreABundleOfTheirOwnAndNotAmongTheLibraries() {
        LocalFiles with = files.with(request(List.of(jar)).jars());
        assertEquals(1, with.userJars().count());
        assertEquals("user", with.userJars().name());
        assertEquals(1, with.libraries().count());
        assertTrue(files.userJars().isEmpty());
    }

    @Test
    void theyAreUploadedAndUnpackedWhereTheClassPathOfMembersLooks() throws Exception {
        try (FileSystem local = FileSystem.newInstanceLocal(new Configuration())) {
            Bundle bundle = files.with(List.of(jar)).userJars();
            LocalFile resource = new UploadCache(local, new org.apache.hadoop.fs.Path(folder.resolve("cache").toUri()), 1)
                    .get(bundle);
            assertEquals("user", resource.name());
            assertEquals(LocalFile.Kind.ARCHIVE, resource.kind());
            String command = JavaCommand.member(new MemberSize(1024, 512, 256, 1)).get(0);
            assertTrue(command.contains("'hadoop-conf:app/*:lib/*:" + resource.name() + "/*'"), command);
        }
    }

    @Test
    void whatIsNoJarOrHasTheSameNameIsRefused() throws Exception {
        assertThrows(InvalidConfigException.class, () -> request(List.of(folder.resolve("nowhere.jar"))));
        assertThrows(InvalidConfigException.class, () -> request(List.of(folder.resolve("config"))));
        Path same = Files.writeString(Files.createDirectories(folder.resolve("other")).resolve("mine.jar"), "other");
        assertThrows(InvalidConfigException.class, () -> request(List.of(jar, same)));
        assertFalse(request(List.of(jar)).jars().isEmpty());
    }
}
