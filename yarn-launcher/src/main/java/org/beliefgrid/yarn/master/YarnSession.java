package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.resource.PlacementConstraint;
import org.apache.hadoop.yarn.api.resource.PlacementConstraints;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.client.api.async.NMClientAsync;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This attempt's connection to YARN: registered, heard of, unregistered. */
final class YarnSession {
    private static final int HEARTBEAT_MILLIS = 1_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(YarnSession.class);

    private final Configuration configuration;
    private final Supplier<AMRMClientAsync.AbstractCallbackHandler> callbacks;
    private final NMClientAsync nodes;
    private AMRMClientAsync<ContainerRequest> resources;
    private boolean canKeepApart;

    /**
     * Not yet registered.
     *
     * @param callbacks makes a handler; another one where registering has to be tried twice
     */
    YarnSession(Configuration configuration, Supplier<AMRMClientAsync.AbstractCallbackHandler> callbacks,
            NMClientAsync.AbstractCallbackHandler launches) {
        this.configuration = configuration;
        this.callbacks = callbacks;
        nodes = NMClientAsync.createNMClientAsync(launches);
        // Members outlive the attempt that started them.
        nodes.getClient().cleanupRunningContainersOnStop(false);
        nodes.init(configuration);
        nodes.start();
    }

    /**
     * Registers, with the constraint that members are apart if YARN takes it.
     *
     * @return containers of earlier attempts
     */
    List<Container> register(String host, int port, String page, boolean apart) throws YarnException, IOException {
        if (apart) {
            try {
                PlacementConstraint constraint = PlacementConstraints.build(PlacementConstraints.targetNotIn(
                        PlacementConstraints.NODE, PlacementConstraints.PlacementTargets.allocationTag(YarnContainers.TAG)));
                List<Container> earlier = register(host, port, page, Map.of(Set.of(YarnContainers.TAG), constraint));
                canKeepApart = true;
                return earlier;
            } catch (YarnException | IOException e) {
                LOGGER.info("YARN takes no placement constraints here, members are kept apart by choosing: {}", e.getMessage());
                resources.stop();
            }
        }
        return register(host, port, page, Map.of());
    }

    private List<Container> register(String host, int port, String page, Map<Set<String>, PlacementConstraint> constraints)
            throws YarnException, IOException {
        resources = AMRMClientAsync.createAMRMClientAsync(HEARTBEAT_MILLIS, callbacks.get());
        resources.init(configuration);
        resources.start();
        RegisterApplicationMasterResponse response = resources.registerApplicationMaster(host, port, page, constraints);
        return response.getContainersFromPreviousAttempts();
    }

    boolean canKeepApart() {
        return canKeepApart;
    }

    AMRMClientAsync<ContainerRequest> resources() {
        return resources;
    }

    NMClientAsync nodes() {
        return nodes;
    }

    /** The last word: YARN starts no other attempt after it. */
    void end(FinalApplicationStatus status, String diagnostics) throws YarnException, IOException {
        resources.unregisterApplicationMaster(status, diagnostics, "");
        nodes.stop();
        resources.stop();
    }
}
