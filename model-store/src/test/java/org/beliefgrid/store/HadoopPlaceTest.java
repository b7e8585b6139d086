package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.apache.hadoop.conf.Configuration;
import org.beliefgrid.error.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopPlaceTest {
    @TempDir
    Path folder;

    @Test
    void aNameNodeThatRefusesIsNamedSoon() throws IOException {
        int port = freePort();
        Location file = Location.of("hdfs://127.0.0.1:" + port + "/data/images");
        assertFalse(file.isLocal());
        assertTimeout(Duration.ofSeconds(30), () -> {
            assertUnreachable(file, "127.0.0.1:" + port + ": Connection refused", file::open);
            assertUnreachable(file, "127.0.0.1:" + port + ": Connection refused", file::exists);
            assertUnreachable(file, "127.0.0.1:" + port + ": Connection refused", file::list);
            assertUnreachable(file, "127.0.0.1:" + port + ": Connection refused", () ->
                    file.writeAtomically(out -> out.write(1)));
        });
    }

    @Test
    void anUnknownHostIsNamed() {
        Location file = Location.of("hdfs://no-such-host.invalid:8020/data/images");
        assertUnreachable(file, "no-such-host.invalid:8020: unknown host no-such-host.invalid", file::open);
    }

    @Test
    void theSitesSettingsAreReadAndTheLimitsHoldAgainstThem() throws IOException {
        Files.writeString(folder.resolve("core-site.xml"), "<configuration>" + property("fs.defaultFS", "hdfs://grid:8020")
                + property("ipc.client.connect.max.retries", "50") + "</configuration>");
        Files.writeString(folder.resolve("hdfs-site.xml"), "<configuration>" + property("dfs.replication", "2")
                + property("dfs.client.read.shortcircuit.skip.checksum", "true") + "</configuration>");
        Configuration read = HadoopFileSystems.read(folder.toString());
        assertEquals("hdfs://grid:8020", read.get("fs.defaultFS"));
        assertEquals("2", read.get("dfs.replication"));
        assertEquals(1, read.getInt("ipc.client.connect.max.retries", -1));
        assertFalse(read.getBoolean("dfs.client.read.shortcircuit.skip.checksum", true));
        assertEquals("file:///", HadoopFileSystems.read(folder.resolve("missing").toString()).get("fs.defaultFS"));
    }

    @Test
    void theRootOfAHostHasOneIdentityAndChildren() {
        assertEquals(Location.of("hdfs://grid:8020"), Location.of("hdfs://grid:8020/"));
        assertEquals(Location.of("hdfs://grid:8020/a:b"), Location.of("hdfs://grid:8020/").child("a:b"));
        assertTrue(Location.of("hdfs://grid:8020/").name().isEmpty());
    }

    private static String property(String name, String value) {
        return "<property><name>" + name + "</name><value>" + value + "</value></property>";
    }

    private static void assertUnreachable(Location location, String reason, org.junit.jupiter.api.function.Executable action) {
        BadInputException thrown = assertThrows(BadInputException.class, action);
        assertEquals(location + ": cannot reach " + reason, thrown.getMessage());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
