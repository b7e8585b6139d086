package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small pure parts: times, sizes, what was printed already, archives. */
class WordsTest {
    @TempDir
    Path folder;

    @Test
    void timesAndSizesAreReadAsPeopleWriteThem() {
        assertEquals(90, Durations.seconds("--timeout", "90s"));
        assertEquals(600, Durations.seconds("--timeout", "10m"));
        assertEquals(7200, Durations.seconds("--timeout", "2h"));
        assertEquals(1536, Durations.megabytes("--memory", "1536m"));
        assertEquals(2048, Durations.megabytes("--memory", "2g"));
        assertThrows(InvalidConfigException.class, () -> Durations.megabytes("--memory", "0g"));
        assertThrows(InvalidConfigException.class, () -> Durations.seconds("--timeout", "soon"));
    }

    @Test
    void linesThatWereShownAreNotShownAgain() {
        assertEquals(List.of("c"), WatchView.unseen(List.of("a", "b"), List.of("b", "c")));
        assertEquals(List.of(), WatchView.unseen(List.of("a", "b"), List.of("a", "b")));
        assertEquals(List.of("x"), WatchView.unseen(List.of("a"), List.of("x")));
        assertEquals(List.of("a"), WatchView.unseen(List.of(), List.of("a")));
    }

    @Test
    void theNameOfAPresetIsReplacedInBothForms() {
        assertEquals(List.of("--seed", "1", "--preset", "p.yaml"), RemoteTraining.withPreset(List.of("--seed", "1", "--preset",
                "/a/p.yaml"), "p.yaml"));
        assertEquals(List.of("--preset=p.yaml"), RemoteTraining.withPreset(List.of("--preset=/a/p.yaml"), "p.yaml"));
    }

    @Test
    void aPlanWithAnyNameIsAFileForTheMasterAndTheModelHasTheNameThatItWouldHaveHere() throws Exception {
        Path plan = Files.writeString(folder.resolve("mine"), "hidden: [10]\n");
        // Before there is such a folder, whose URI would end with a slash.
        String store = folder.resolve("models").toUri().toString();
        RemoteTraining training = RemoteTraining.of(List.of("--dataset", "digits", "--preset", plan.toString()), store);
        assertEquals(List.of("--dataset", "digits", "--preset", "plan.yaml", "--store", store, "--model", "digits-mine"),
                training.arguments());
        assertEquals(plan, training.planFile().orElseThrow());
        assertEquals("digits-mine", training.preview().model());
    }

    @Test
    void allFileSystemsThatOptionsNameAreKnown() {
        assertEquals(Set.of(URI.create("hdfs://one:8020"), URI.create("hdfs://two"), URI.create("s3a://bucket")),
                SubmissionPlan.places(List.of("--data", "hdfs://one:8020/mnist", "--from=hdfs://two/m/a.model", "--json",
                "s3a://bucket", "--store", "hdfs:///models", "--seed", "1", "--model", "a:b", "--preset", "")));
    }

    @Test
    void nativeCodeOfOtherPlatformsIsLeftOut() {
        assertTrue(LocalFiles.isFor("linux-x86_64", "openblas-0.3.31-1.5.13-linux-x86_64.jar"));
        assertFalse(LocalFiles.isFor("linux-x86_64", "openblas-0.3.31-1.5.13-macosx-arm64.jar"));
        assertTrue(LocalFiles.isFor("linux-x86_64", "hazelcast-5.7.0.jar"));
    }

    @Test
    void anArchiveHasTheHashOfItsContentAndTheContent() throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "1");
        Path two = Files.writeString(folder.resolve("two"), "2");
        String hash = new Bundle("b", Map.of("one", one, "sub/two", two)).sha256();
        assertEquals(hash, new Bundle("b", Map.of("sub/two", two, "one", one)).sha256());
        assertNotEquals(hash, new Bundle("b", Map.of("one", one, "two", two)).sha256());
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        new Bundle("b", Map.of("one", one, "sub/two", two)).write(zip);
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            assertEquals("one", in.getNextEntry().getName());
            assertEquals("1", new String(in.readAllBytes()));
            assertEquals("sub/two", in.getNextEntry().getName());
        }
    }
}
