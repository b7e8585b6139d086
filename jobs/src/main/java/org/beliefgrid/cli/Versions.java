package org.beliefgrid.cli;

import com.hazelcast.instance.BuildInfoProvider;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.IVersionProvider;

/** The versions that make up a build. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {all()};
    }

    /** BeliefGrid, Java, Hazelcast, ND4J and OpenBLAS, on one line. */
    static String all() {
        return "BeliefGrid %s, Java %s, Hazelcast %s, ND4J %s, OpenBLAS %s".formatted(of(Versions.class),
                Runtime.version().feature(), BuildInfoProvider.getBuildInfo().getVersion(), of(Nd4j.class),
                of(org.bytedeco.openblas.global.openblas_nolapack.class));
    }

    private static String of(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
