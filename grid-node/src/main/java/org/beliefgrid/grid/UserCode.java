package org.beliefgrid.grid;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import java.util.Arrays;
import java.util.List;

/**
 * Classes that users bring into a grid: none, unless the property {@code beliefgrid.user.code} in {@code config/hazelcast.yaml}
 * and {@code config/hazelcast-client.yaml} names prefixes of them. Those are then made from streams, and members take uploads.
 */
public final class UserCode {
    private static final String PROPERTY = "beliefgrid.user.code";

    private UserCode() {
    }

    /** Sets a member up for the prefixes that its own configuration names. */
    public static void admit(Config config) {
        List<String> prefixes = prefixes(config.getProperty(PROPERTY));
        if (!prefixes.isEmpty()) {
            add(prefixes, config.getSerializationConfig().getJavaSerializationFilterConfig().getWhitelist());
            config.getJetConfig().setResourceUploadEnabled(true);
        }
    }

    /** Sets a client up for the prefixes that its own configuration names. */
    public static void admit(ClientConfig config) {
        add(prefixes(config.getProperty(PROPERTY)),
                config.getSerializationConfig().getJavaSerializationFilterConfig().getWhitelist());
    }

    private static void add(List<String> prefixes, ClassFilter whitelist) {
        whitelist.addPrefixes(prefixes.toArray(String[]::new));
    }

    private static List<String> prefixes(String setting) {
        return setting == null ? List.of()
                : Arrays.stream(setting.split(",")).map(String::strip).filter(prefix -> !prefix.isEmpty()).toList();
    }
}
