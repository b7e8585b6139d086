package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.yarn.client.SecureStorage;
import org.beliefgrid.yarn.client.SecureSubmission;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a submission obtains from an HDFS with Kerberos is what its containers need there, and all that they have. */
class SecureHdfsIT {
    private static final String TOKEN_FILE = "HADOOP_TOKEN_FILE_LOCATION";

    @TempDir
    private Path folder;

    @Test
    void aProcessWithTheTokensOfASubmissionReadsAndWritesAndOneWithoutIsTurnedAway() throws Exception {
        Optional<Path> shared = PseudoYarn.shared();
        if (shared.isEmpty()) {
            System.out.println("SecureHdfsIT skipped: no pseudo-distributed Hadoop beside this checkout (../shared)");
        }
        Assumptions.assumeTrue(shared.isPresent(), "skipped: no pseudo-distributed Hadoop beside this checkout (../shared)");
        Path servers = PseudoYarn.servers(shared.get(), folder);
        try (SecureHdfs hdfs = SecureHdfs.start(folder.resolve("secure"), servers, "rm/localhost", "someone")) {
            Path tokens = folder.resolve("tokens");
            Program.Outcome submitted = hdfs.run(Map.of(), SecureSubmission.class.getName(), hdfs.keytab().toString(),
                    tokens.toString()).exited(0);
            submitted.found("token HDFS_DELEGATION_TOKEN of someone, renewed by rm");
            assertEquals(1, submitted.lines().stream().filter(line -> line.startsWith("token ")).count(), submitted::toString);

            String file = hdfs.uri("/user/someone/written");
            Program.Outcome stored = hdfs.run(Map.of(TOKEN_FILE, tokens.toString()), SecureStorage.class.getName(), file);
            stored.exited(0).found("read what was written");
            stored.found("its owner is someone");
            Program.Outcome refused = hdfs.run(Map.of(), SecureStorage.class.getName(), file);
            assertTrue(refused.exitCode() != 0, refused::toString);
            refused.found("Client cannot authenticate via:\\[TOKEN, KERBEROS\\]");
        }
    }
}
