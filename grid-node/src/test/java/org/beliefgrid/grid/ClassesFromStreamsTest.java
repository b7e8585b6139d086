package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.YamlConfigBuilder;
import com.hazelcast.internal.serialization.SerializationClassNameFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped configuration lets members and clients make from Java's serialisation. */
class ClassesFromStreamsTest {
    private static final String NO_USER_CODE = "beliefgrid.user.code: \"\"";

    private static String text(String name) throws IOException {
        try (InputStream file = ConfigFiles.open(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ByteArrayInputStream withUserCode(String name, String prefixes) throws IOException {
        String text = text(name);
        assertTrue(text.contains(NO_USER_CODE), name);
        return new ByteArrayInputStream(text.replace(NO_USER_CODE, "beliefgrid.user.code: \"" + prefixes + "\"")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static Config member(String userCode) throws IOException {
        Config config = new YamlConfigBuilder(withUserCode("hazelcast.yaml", userCode)).build();
        UserCode.admit(config);
        return config;
    }

    private static ClientConfig client(String userCode) throws IOException {
        ClientConfig config = new YamlClientConfigBuilder(withUserCode("hazelcast-client.yaml", userCode)).build();
        UserCode.admit(config);
        return config;
    }

    private static List<JavaSerializationFilterConfig> filters(String userCode) throws IOException {
        return List.of(member(userCode).getSerializationConfig().getJavaSerializationFilterConfig(),
                client(userCode).getSerializationConfig().getJavaSerializationFilterConfig());
    }

    @Test
    void membersAndClientsHaveTheSameFilter() throws IOException {
        List<JavaSerializationFilterConfig> filters = filters("");
        assertEquals(filters.get(0), filters.get(1));
        assertTrue(filters.get(0).isDefaultsDisabled());
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.hazelcast.jet.core.DAG", "java.lang.invoke.SerializedLambda", "java.util.ArrayList",
        "java.util.concurrent.CancellationException", "java.net.ConnectException", "java.time.Instant", "java.io.IOException",
        "java.lang.reflect.InvocationTargetException", "java.security.Permission", "[Ljava.lang.Object;",
        "[B", "org.beliefgrid.grid.FencedException"})
    void whatTravelsIsMade(String name) throws IOException {
        for (JavaSerializationFilterConfig filter : filters("")) {
            assertDoesNotThrow(() -> new SerializationClassNameFilter(filter).filter(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.stranger.Mark", "java.net.URL", "java.lang.reflect.Proxy", "java.rmi.server.RemoteObject",
        "java.security.SignedObject", "java.beans.EventHandler", "java.sql.Timestamp",
        "javax.management.BadAttributeValueExpException",
        "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl", "com.hazelcast.shaded.com.zaxxer.hikari.HikariDataSource",
        "org.beliefgridlike.Any", "javax.naming.ldap.Rdn", "org.apache.hadoop.conf.Configuration"})
    void whatDoesHarmIsNotMade(String name) throws IOException {
        for (JavaSerializationFilterConfig filter : filters("")) {
            assertThrows(SecurityException.class, () -> new SerializationClassNameFilter(filter).filter(name));
        }
    }

    @Test
    void usersBringNoCodeUnlessTheSettingSaysSo() throws IOException {
        assertFalse(member("").getJetConfig().isResourceUploadEnabled());
        assertFalse(member(" , ").getJetConfig().isResourceUploadEnabled());
    }

    @Test
    void oneSettingAdmitsUserCodeAndItsUpload() throws IOException {
        assertTrue(member("com.example.").getJetConfig().isResourceUploadEnabled());
        for (JavaSerializationFilterConfig filter : filters("com.example., org.acme.")) {
            SerializationClassNameFilter names = new SerializationClassNameFilter(filter);
            assertDoesNotThrow(() -> names.filter("com.example.Any"));
            assertDoesNotThrow(() -> names.filter("org.acme.deep.Any"));
            assertThrows(SecurityException.class, () -> names.filter("com.examples.Any"));
            assertThrows(SecurityException.class, () -> names.filter("java.net.URL"));
        }
    }
}
