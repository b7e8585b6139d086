package org.beliefgrid.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder of a command's own under the system's temporary one.
 *
 * @param path of it
 */
record WorkFolder(Path path) {
    private static final int TRIALS = 5;

    /** Makes one whose name begins so. */
    static WorkFolder create(String prefix) throws IOException {
        return new WorkFolder(Files.createTempDirectory(prefix));
    }

    /**
     * Removes it with all that is in it, in a process that ends while others may be writing there; what cannot be removed
     * stays.
     */
    void removeAtTheEnd() {
        for (int trial = 0; trial < TRIALS; trial++) {
            try {
                remove();
                return;
            } catch (IOException | UncheckedIOException e) {
                // A file has come or gone meanwhile: none comes when the folder itself is gone.
            }
        }
    }

    /** Removes it with all that is in it. */
    void remove() throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
