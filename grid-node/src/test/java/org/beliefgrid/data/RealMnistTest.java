package org.beliefgrid.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real MNIST, where it is at hand; nothing is downloaded. */
class RealMnistTest {
    private static DatasetFolder mnist;

    @BeforeAll
    static void find() throws IOException {
        Stream<Path> data = Stream.of(Optional.ofNullable(System.getenv("BELIEFGRID_DATA")).map(Path::of),
                Optional.ofNullable(System.getProperty("beliefgrid.home")).map(home -> Path.of(home, "../shared/data")),
                Optional.ofNullable(System.getProperty("beliefgrid.config"))
                .map(config -> Path.of(config, "../../shared/data")))
                .flatMap(Optional::stream);
        Optional<Path> found = data.filter(folder -> Files.isDirectory(folder.resolve("mnist"))).findFirst();
        if (found.isEmpty()) {
            String message = "MNIST is not at hand, so its reading is not tested: set BELIEFGRID_DATA to the folder that "
                    + "holds mnist";
            System.out.println(message);
            Assumptions.abort(message);
        }
        mnist = MnistDataset.locate(Map.of("BELIEFGRID_DATA", found.get().toString()));
    }

    @Test
    void theTrainingPartHasSixtyThousandCases() throws IOException {
        assertPart(mnist.trainImages(), mnist.trainLabels().orElseThrow(), 60_000,
                "images sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db, "
                        + "labels sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");
    }

    @Test
    void theTestPartHasTenThousandCases() throws IOException {
        assertPart(mnist.testImages().orElseThrow(), mnist.testLabels().orElseThrow(), 10_000,
                "images sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7, "
                        + "labels sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
    }

    private static void assertPart(Location images, Location labels, int cases, String fingerprint) throws IOException {
        IdxCases source = IdxCases.open(images, labels, 10);
        assertEquals(cases, source.cases());
        assertEquals(28, source.height());
        assertEquals(28, source.width());
        int[] ofClass = new int[10];
        long start = System.nanoTime();
        source.scan(row -> true, (row, pixels, label) -> ofClass[label]++);
        System.out.printf("scan of %,d cases of MNIST: %d ms%n", cases, (System.nanoTime() - start) / 1_000_000);
        assertEquals(fingerprint, source.fingerprint());
        // Known from the literature: digit 5 is the rarest in both parts, with 5421 and 892 cases.
        assertEquals(cases == 60_000 ? 5421 : 892, ofClass[5]);
    }
}
