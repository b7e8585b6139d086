package org.beliefgrid.yarn.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beliefgrid.yarn.client.ClusterFacts.Node;
import org.beliefgrid.yarn.client.ClusterFacts.Queue;

/** Holds a request against a cluster before anything is uploaded, and says in a paragraph what the cluster cannot give. */
final class ClusterCheck {
    /**
     * What is asked for.
     *
     * @param queue name or path
     * @param label node label, or empty
     * @param members containers for members
     * @param minMembers with how many of them the work may begin
     * @param strict whether members must be on different nodes
     */
    record Wanted(String queue, String label, int members, int minMembers, boolean strict, ContainerMemory member,
                  ContainerMemory master, int vcores) {
    }

    private final ClusterFacts facts;
    private final Wanted wanted;

    ClusterCheck(ClusterFacts facts, Wanted wanted) {
        this.facts = facts;
        this.wanted = wanted;
    }

    /** Refuses what cannot be, whoever waits how long; only the queue, the nodes and their label. */
    static void requirePlace(ClusterFacts facts, String queue, String label) {
        Queue found = facts.queues().stream().filter(known -> known.isNamed(queue)).findFirst()
                .orElseThrow(() -> new RefusedException(("The cluster has no queue \"%s\". Queues that you may submit to: %s. "
                        + "Name one with --queue.").formatted(queue, names(facts))));
        if (!found.running()) {
            throw new RefusedException(("The queue %s is stopped: it takes no applications until the cluster's operator "
                    + "starts it again. Queues that you may submit to: %s (--queue).").formatted(found.path(), names(facts)));
        }
        if (!found.usable()) {
            throw new RefusedException(("You may not submit to the queue %s: its access list does not have you. Queues that "
                    + "you may submit to: %s (--queue).").formatted(found.path(), names(facts)));
        }
        if (!label.isEmpty() && !facts.labels().contains(label)) {
            throw new RefusedException("The cluster has no node label \"%s\". Its labels: %s (--node-label).".formatted(label,
                    facts.labels().isEmpty() ? "none" : facts.labels().stream().sorted().collect(Collectors.joining(", "))));
        }
        if (facts.usable(label).isEmpty()) {
            throw new RefusedException("No node %scan take a container: %s. An application would wait for ever.".formatted(
                    label.isEmpty() ? "" : "with the label " + label + " ", away(facts)
                    .orElse("the ResourceManager knows of none")));
        }
    }

    /**
     * Refuses what cannot be, with everything known.
     *
     * @return what may make it wait, one line each
     */
    List<String> check() {
        requirePlace(facts, wanted.queue(), wanted.label());
        requireLargest("a member", "--memory", wanted.member().containerMb());
        requireLargest("the application master", "--master-memory", wanted.master().containerMb());
        if (wanted.vcores() > facts.largestVcores()) {
            throw new RefusedException(("A member of %d cores (--vcores) is larger than the largest container of this "
                    + "cluster, which has %d. Take fewer "
                    + "cores and more members (--members).").formatted(wanted.vcores(), facts.largestVcores()));
        }
        List<Node> nodes = facts.usable(wanted.label());
        requireSpread(nodes);
        int fit = fitting(nodes);
        if (fit < wanted.minMembers()) {
            throw new RefusedException(("The cluster has room for %d of %d members: beside the application master (%,d MB), "
                    + "containers of %,d MB "
                    + "fit %d times into its %d %s, even when nothing else runs there%s. Take fewer members (--members), or "
                    + "smaller ones "
                    + "(--memory).").formatted(fit, wanted.minMembers(), wanted.master().containerMb(), wanted.member()
                    .containerMb(), fit, nodes.size(), nodes.size() == 1 ? "node" : "nodes", unhealthyHint()));
        }
        requireQueueShare(nodes);
        return waits(nodes, fit);
    }

    private void requireLargest(String who, String option, int mb) {
        if (mb > facts.largestMb()) {
            throw new RefusedException("A container of %,d MB for %s is larger than the largest of this cluster, %,d MB (%s)."
                    .formatted(mb, who, facts.largestMb(), option));
        }
    }

    private void requireSpread(List<Node> nodes) {
        if (wanted.strict() && nodes.size() < wanted.minMembers()) {
            throw new RefusedException(("With --spread strict every member needs a node of its own: %d members need %d nodes, "
                    + "and the cluster has "
                    + "%d%s. Take fewer members (--members), or --spread soft, which shares nodes where it must.").formatted(
                            wanted.minMembers(), wanted.minMembers(), nodes.size(), unhealthyHint()));
        }
    }

    private void requireQueueShare(List<Node> nodes) {
        Queue queue = facts.queues().stream().filter(known -> known.isNamed(wanted.queue())).findFirst().orElseThrow();
        long cluster = nodes.stream().mapToLong(Node::totalMb).sum();
        long most = (long) (queue.mostOfCluster() * cluster);
        long needed = (long) wanted.minMembers() * wanted.member().containerMb() + wanted.master().containerMb();
        if (needed > most) {
            throw new RefusedException(("The queue %s may use at most %.0f %% of the cluster, %,d of %,d MB; the application "
                    + "master and %d members "
                    + "need %,d MB. Take another queue (--queue), fewer members (--members), or smaller ones (--memory).")
                    .formatted(
                            queue.path(), 100 * queue.mostOfCluster(), most, cluster, wanted.minMembers(), needed));
        }
    }

    /** Members beside the master when nothing else runs: the master takes the place where it costs fewest. */
    private int fitting(List<Node> nodes) {
        int member = wanted.member().containerMb();
        int all = nodes.stream().mapToInt(node -> places(node, node.totalMb() / member)).sum();
        int lost = nodes.stream().filter(node -> node.totalMb() >= wanted.master().containerMb())
                .mapToInt(node -> places(node, node.totalMb() / member)
                        - places(node, (node.totalMb() - wanted.master().containerMb()) / member))
                .min().orElse(all);
        return all - lost;
    }

    private int places(Node node, int byMemory) {
        return wanted.strict() ? Math.min(1, byMemory) : byMemory;
    }

    private List<String> waits(List<Node> nodes, int fit) {
        List<String> waits = new ArrayList<>();
        if (fit < wanted.members()) {
            waits.add("the cluster has room for %d of %d members; it begins with %d".formatted(fit, wanted.members(),
                    wanted.minMembers()));
        }
        long free = nodes.stream().mapToLong(node -> (node.totalMb() - node.usedMb()) / wanted.member().containerMb()).sum();
        if (free < wanted.members()) {
            waits.add("the cluster has room for %d of %d members at present; the others wait until room is given back"
                    .formatted(
                    free, wanted.members()));
        }
        away(facts).ifPresent(waits::add);
        return waits;
    }

    private String unhealthyHint() {
        return away(facts).map(text -> " (" + text + ")").orElse("");
    }

    /** Which nodes take no containers, and why. */
    static Optional<String> away(ClusterFacts facts) {
        List<Node> away = facts.nodes().stream().filter(node -> !node.running()).toList();
        if (away.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("%d of %d nodes take no containers: %s".formatted(away.size(), facts.nodes().size(), away.stream()
                .map(node -> node.name() + " is " + node.state() + (node.health().isBlank() ? "" : ", " + node.health()
                .strip()))
                .collect(Collectors.joining("; "))));
    }

    private static String names(ClusterFacts facts) {
        String names = facts.queues().stream().filter(queue -> queue.running() && queue.usable()).map(Queue::name).sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }
}
