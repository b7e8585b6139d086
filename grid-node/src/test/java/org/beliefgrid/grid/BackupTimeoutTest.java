package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.YamlConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A write that waits for a backup that died must not keep a job longer than Jet waits anyway (docs/adr/031). */
class BackupTimeoutTest {
    private static final int JET_WAITS_MILLIS = 2_000;
    /** Every so often members look for writes whose time is over. */
    private static final int LOOKS_EVERY_MILLIS = 1_000;

    private static void assertShort(Properties properties, String name) {
        int millis = Integer.parseInt(properties.getProperty(name, "5000"));  // Hazelcast's default
        assertTrue(millis > 0 && millis + LOOKS_EVERY_MILLIS <= JET_WAITS_MILLIS, name + ": " + millis);
    }

    @Test
    void ofMembers() throws IOException {
        try (InputStream file = ConfigFiles.open("hazelcast.yaml")) {
            assertShort(new YamlConfigBuilder(file).build().getProperties(), "hazelcast.operation.backup.timeout.millis");
        }
    }

    @Test
    void ofClients() throws IOException {
        try (InputStream file = ConfigFiles.open("hazelcast-client.yaml")) {
            assertShort(new YamlClientConfigBuilder(file).build().getProperties(),
                    "hazelcast.client.operation.backup.timeout.millis");
        }
    }
}
