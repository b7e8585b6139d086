package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.util.List;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.junit.jupiter.api.Test;

/** Hosts on the list and off it by YARN's own client, which has not been started: it keeps them for the next heartbeat. */
class BlacklistTest {
    private static final int HEARTBEAT_MILLIS = 1000;

    @Test
    void hostsGoOnYarnsListAndOffIt() {
        AMRMClientAsync<ContainerRequest> client = AMRMClientAsync.createAMRMClientAsync(HEARTBEAT_MILLIS, new Deaf());
        assertDoesNotThrow(() -> {
            YarnContainers.blacklist(client, Set.of("one"), Set.of());
            YarnContainers.blacklist(client, Set.of("two"), Set.of("one"));
            YarnContainers.blacklist(client, Set.of(), Set.of("two"));
        });
    }

    /** Is told nothing. */
    private static final class Deaf extends AMRMClientAsync.AbstractCallbackHandler {
        @Override
        public void onContainersCompleted(List<ContainerStatus> statuses) {
        }

        @Override
        public void onContainersAllocated(List<Container> containers) {
        }

        @Override
        public void onContainersUpdated(List<UpdatedContainer> containers) {
        }

        @Override
        public void onShutdownRequest() {
        }

        @Override
        public void onNodesUpdated(List<NodeReport> updatedNodes) {
        }

        @Override
        public float getProgress() {
            return 0;
        }

        @Override
        public void onError(Throwable e) {
        }
    }
}
