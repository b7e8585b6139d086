package org.beliefgrid.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.grid.security.SecretFile;
import picocli.CommandLine.Option;

/** Which secret the members of a grid and its clients have in common; only ever the name of a file is on the command line. */
final class SecretOptions {
    @Option(names = "--secret-file", paramLabel = "FILE",
            description = "file with the grid's secret, the same for its members and clients, readable by its owner only "
                    + "(default: ~/.beliefgrid/secret, made at first use)")
    private Path file;

    /** Whether a file was named. */
    boolean given() {
        return file != null;
    }

    GridSecret secret() throws IOException {
        return file == null ? SecretFile.readOrMake(SecretFile.ofUser()) : SecretFile.read(file);
    }
}
