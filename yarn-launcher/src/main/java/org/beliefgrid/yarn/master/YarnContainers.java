package org.beliefgrid.yarn.master;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ExecutionType;
import org.apache.hadoop.yarn.api.records.ExecutionTypeRequest;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceSizing;
import org.apache.hadoop.yarn.api.records.SchedulingRequest;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.client.api.async.NMClientAsync;
import org.beliefgrid.yarn.spec.ApplicationSpec;

/** What the fleet asks, in YARN's terms: one request a slot, known by its allocation request id. */
final class YarnContainers implements Containers {
    /** Tag of every container that was asked for apart. */
    static final String TAG = "member";
    // Requests of both kinds under one priority would be taken for one.
    private static final int APART_PRIORITY = 1;
    private static final int ANYWHERE_PRIORITY = 2;

    private final AMRMClientAsync<ContainerRequest> resources;
    private final NMClientAsync nodes;
    private final MemberLaunch launch;
    private final String nodeLabel;
    private final Resource size;
    private final boolean canKeepApart;
    private final String user;
    private final Map<String, Container> given = new ConcurrentHashMap<>();
    private final Map<Integer, ContainerRequest> asked = new ConcurrentHashMap<>();

    YarnContainers(YarnSession session, ApplicationSpec spec, MemberLaunch launch, String user) {
        resources = session.resources();
        nodes = session.nodes();
        canKeepApart = session.canKeepApart();
        this.launch = launch;
        this.user = user;
        nodeLabel = spec.placement().nodeLabel().isEmpty() ? null : spec.placement().nodeLabel();
        size = Resource.newInstance(spec.members().size().containerMb(), spec.members().size().vcores());
    }

    /** Remembers a container of YARN's under its id. */
    Given given(Container container) {
        String id = container.getId().toString();
        given.put(id, container);
        return new Given(id, (int) container.getAllocationRequestId(), container.getNodeId().toString(),
                "http://%s/node/containerlogs/%s/%s".formatted(container.getNodeHttpAddress(), id, user));
    }

    /** Where the node's manager answers for a container that was given; empty for another. */
    String nodeWeb(String id) {
        Container container = given.get(id);
        return container == null ? "" : container.getNodeHttpAddress();
    }

    @Override
    public void ask(int slot, boolean apart) {
        if (apart) {
            resources.addSchedulingRequests(List.of(SchedulingRequest.newBuilder()
                    .executionType(ExecutionTypeRequest.newInstance(ExecutionType.GUARANTEED))
                    .allocationRequestId(slot).priority(Priority.newInstance(APART_PRIORITY)).allocationTags(Set.of(TAG))
                    .resourceSizing(ResourceSizing.newInstance(1, size)).build()));
            return;
        }
        ContainerRequest request = ContainerRequest.newBuilder().capability(size)
                .priority(Priority.newInstance(ANYWHERE_PRIORITY))
                .allocationRequestId(slot).relaxLocality(true).nodeLabelsExpression(nodeLabel).build();
        withdraw(slot);
        asked.put(slot, request);
        resources.addContainerRequest(request);
    }

    @Override
    public void withdraw(int slot) {
        // YARN cannot be told to forget a request by constraint: what comes of it later is released.
        ContainerRequest request = asked.remove(slot);
        if (request != null) {
            resources.removeContainerRequest(request);
        }
    }

    @Override
    public boolean canKeepApart() {
        return canKeepApart;
    }

    @Override
    public void release(Given container) {
        stop(container);
    }

    @Override
    public void launch(Given container) {
        nodes.startContainerAsync(given.get(container.id()), launch.context(container.slot()));
    }

    /** By the resource manager: a node's manager would only end what this attempt has started. */
    @Override
    public void stop(Given container) {
        Container known = given.get(container.id());
        if (known != null) {
            resources.releaseAssignedContainer(known.getId());
        }
    }

    /** Tells YARN's client, which takes elements out of the lists that it is given. */
    static void blacklist(AMRMClientAsync<?> resources, Set<String> add, Set<String> remove) {
        resources.updateBlacklist(new ArrayList<>(add), new ArrayList<>(remove));
    }

    @Override
    public void blacklist(Set<String> add, Set<String> remove) {
        blacklist(resources, add, remove);
    }

    @Override
    public int nodes() {
        return resources.getClusterNodeCount();
    }
}
