package org.beliefgrid.yarn.client;

import java.util.List;
import java.util.Set;

/**
 * What a cluster is, as far as a submission depends on it.
 *
 * @param minimumMb unit of containers
 * @param largestMb of the largest container
 * @param largestVcores of the largest container
 * @param nodes all that the ResourceManager knows
 * @param queues all leaf queues
 * @param labels node labels of the cluster
 */
record ClusterFacts(int minimumMb, int largestMb, int largestVcores, List<Node> nodes, List<Queue> queues, Set<String> labels) {
    ClusterFacts {
        nodes = List.copyOf(nodes);
        queues = List.copyOf(queues);
        labels = Set.copyOf(labels);
    }

    /**
     * A node.
     *
     * @param name host and port
     * @param running whether containers can be placed there
     * @param state as YARN calls it
     * @param health what is wrong, if it is not healthy
     */
    record Node(String name, boolean running, String state, String health, int totalMb, int usedMb, int vcores,
            Set<String> labels) {
        Node {
            labels = Set.copyOf(labels);
        }
    }

    /**
     * A leaf queue.
     *
     * @param name last part of its path
     * @param path from the root
     * @param mostOfCluster fraction of the cluster that it may use at most, 0 to 1; 1 if not known
     * @param usable whether this user may submit to it
     */
    record Queue(String name, String path, boolean running, double mostOfCluster, boolean usable) {
        boolean isNamed(String wanted) {
            return name.equals(wanted) || path.equals(wanted);
        }
    }

    /** Nodes on which containers of the label may run; an empty label: all that have none. */
    List<Node> usable(String label) {
        return nodes.stream().filter(Node::running)
                .filter(node -> label.isEmpty() ? node.labels().isEmpty() : node.labels().contains(label)).toList();
    }
}
