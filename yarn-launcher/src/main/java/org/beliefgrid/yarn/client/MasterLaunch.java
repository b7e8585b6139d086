package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.Attempts;
import org.beliefgrid.yarn.spec.JavaCommand;
import org.beliefgrid.yarn.spec.Staging;

/** How YARN starts the application master, and what it shall do when that ends. */
final class MasterLaunch {
    /** Attempts that failed longer ago do not count. */
    private static final long VALIDITY_MILLIS = 10 * 60 * 1000L;
    /** The master ends the application in good order when its time is over; YARN, if the master does not. */
    private static final long LIFETIME_GRACE_SECONDS = 60;

    private MasterLaunch() {
    }

    /**
     * Fills the context in.
     *
     * @param context as YARN made it for the application's id
     * @param spec what the master finds in its staging folder
     * @param memory of the master's container
     * @param credentials secret and tokens
     */
    static void fill(ApplicationSubmissionContext context, ApplicationSpec spec, ContainerMemory memory,
            Credentials credentials)
            throws IOException {
        context.setApplicationName(spec.name());
        context.setApplicationType(Cluster.TYPE);
        context.setApplicationTags(Set.of("beliefgrid", spec.trains() ? "train" : "grid"));
        context.setQueue(spec.placement().queue());
        if (spec.placement().priority() > 0) {
            context.setPriority(Priority.newInstance(spec.placement().priority()));
        }
        context.setResource(Resource.newInstance(memory.containerMb(), 1));
        context.setMaxAppAttempts(Attempts.WANTED);
        context.setAttemptFailuresValidityInterval(VALIDITY_MILLIS);
        context.setKeepContainersAcrossApplicationAttempts(true);
        if (!spec.placement().nodeLabel().isEmpty()) {
            context.setNodeLabelExpression(spec.placement().nodeLabel());
        }
        if (spec.times().wholeSeconds() > 0) {
            context.setApplicationTimeouts(Map.of(ApplicationTimeoutType.LIFETIME, spec.times().wholeSeconds()
                    + LIFETIME_GRACE_SECONDS));
        }
        context.setAMContainerSpec(container(spec, memory, credentials));
    }

    private static ContainerLaunchContext container(ApplicationSpec spec, ContainerMemory memory, Credentials credentials)
            throws IOException {
        Map<String, LocalResource> resources = new HashMap<>();
        spec.files().local().forEach(file -> resources.put(file.name(), file.resource()));
        return ContainerLaunchContext.newInstance(resources, JavaCommand.environment(spec), command(memory), null,
                bytes(credentials), null);
    }

    /** The master waits and watches: a compiler that optimises costs it more than all else that it does. */
    static List<String> command(ContainerMemory memory) {
        return JavaCommand.of(memory.heapMb(), List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxbytes=" + Math.max(64, memory.offHeapMb()) + "m",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=" + memory.containerMb() + "m"), Staging.MASTER_CLASS);
    }

    private static ByteBuffer bytes(Credentials credentials) throws IOException {
        try (DataOutputBuffer out = new DataOutputBuffer()) {
            credentials.writeTokenStorageToStream(out);
            return ByteBuffer.wrap(out.getData(), 0, out.getLength());
        }
    }
}
