package org.beliefgrid.jobs;

import com.hazelcast.instance.BuildInfoProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** The versions that make up a build. */
public final class BuildVersions {
    private BuildVersions() {
    }

    /** BeliefGrid, Java, Hazelcast, ND4J and OpenBLAS, on one line. */
    public static String all() {
        return "BeliefGrid %s, Java %s, Hazelcast %s, ND4J %s, OpenBLAS %s".formatted(of(BuildVersions.class),
                Runtime.version().feature(), BuildInfoProvider.getBuildInfo().getVersion(), nd4j(),
                of(org.bytedeco.openblas.global.openblas_nolapack.class));
    }

    /** From what Maven left in the jar, whose manifest says nothing. */
    private static String nd4j() {
        Properties properties = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "(unknown)");
    }

    private static String of(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
