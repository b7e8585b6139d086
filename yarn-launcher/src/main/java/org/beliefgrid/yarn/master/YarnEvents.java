package org.beliefgrid.yarn.master;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.RejectedSchedulingRequest;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.client.api.async.NMClientAsync;

/** What YARN's threads tell, handed over to the listener's own: nothing is done on the threads that keep the heartbeat. */
final class YarnEvents {
    private YarnEvents() {
    }

    /** Who takes it in. Its methods return at once. */
    interface Listener {
        void allocated(List<Container> containers);

        void adopted(List<Container> containers);

        void completed(List<ContainerStatus> statuses);

        void rejected(List<Integer> slots);

        void launchFailed(String container, String reason);

        /** YARN does not know this attempt any more: it was killed, or there is another one. */
        void dismissed();

        /** This attempt is over without being asked: YARN refuses what it needs, or cannot be reached. */
        void lost(String reason, Throwable cause);
    }

    /** Of the resource manager. */
    static final class OfResources extends AMRMClientAsync.AbstractCallbackHandler {
        private final Listener listener;
        private final DoubleSupplier progress;

        OfResources(Listener listener, DoubleSupplier progress) {
            this.listener = listener;
            this.progress = progress;
        }

        @Override
        public void onContainersCompleted(List<ContainerStatus> statuses) {
            listener.completed(statuses);
        }

        @Override
        public void onContainersAllocated(List<Container> containers) {
            listener.allocated(containers);
        }

        @Override
        public void onContainersReceivedFromPreviousAttempts(List<Container> containers) {
            listener.adopted(containers);
        }

        @Override
        public void onRequestsRejected(List<RejectedSchedulingRequest> rejected) {
            listener.rejected(rejected.stream().map(one -> (int) one.getRequest().getAllocationRequestId()).toList());
        }

        @Override
        public void onContainersUpdated(List<UpdatedContainer> containers) {
            // Members keep their size.
        }

        @Override
        public void onShutdownRequest() {
            listener.dismissed();
        }

        @Override
        public void onNodesUpdated(List<NodeReport> updated) {
            // A lost node's containers are reported one by one.
        }

        @Override
        public void onError(Throwable error) {
            listener.lost("the resource manager refuses or cannot be reached", error);
        }

        @Override
        public float getProgress() {
            return (float) Math.min(1, Math.max(0, progress.getAsDouble()));
        }
    }

    /** Of the nodes' managers. */
    static final class OfNodes extends NMClientAsync.AbstractCallbackHandler {
        private final Listener listener;

        OfNodes(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onContainerStarted(ContainerId container, Map<String, ByteBuffer> services) {
            // The member says so itself.
        }

        @Override
        public void onStartContainerError(ContainerId container, Throwable error) {
            listener.launchFailed(container.toString(), String.valueOf(error.getMessage()));
        }

        @Override
        public void onContainerStatusReceived(ContainerId container, ContainerStatus status) {
            // Not asked for.
        }

        @Override
        public void onContainerStopped(ContainerId container) {
            // Not asked for.
        }

        @Override
        public void onGetContainerStatusError(ContainerId container, Throwable error) {
            // Not asked for.
        }

        @Override
        public void onStopContainerError(ContainerId container, Throwable error) {
            // Not asked for.
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public void onContainerResourceIncreased(ContainerId container, Resource resource) {
            // Members keep their size.
        }

        @Override
        public void onContainerResourceUpdated(ContainerId container, Resource resource) {
            // Members keep their size.
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public void onIncreaseContainerResourceError(ContainerId container, Throwable error) {
            // Members keep their size.
        }

        @Override
        public void onUpdateContainerResourceError(ContainerId container, Throwable error) {
            // Members keep their size.
        }
    }
}
