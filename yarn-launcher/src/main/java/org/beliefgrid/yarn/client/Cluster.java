package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.NodeLabel;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueACL;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.QueueUserACLInfo;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.beliefgrid.cli.CommandFailure;

/** The ResourceManager, asked. */
public final class Cluster implements AutoCloseable {
    /** What our applications are called among others. */
    static final String TYPE = "BELIEFGRID";
    private static final Set<NodeState> GONE_FOR_GOOD = EnumSet.of(NodeState.DECOMMISSIONED, NodeState.SHUTDOWN,
            NodeState.REBOOTED);

    private final YarnClient client;
    private final Configuration configuration;

    /** A question that may fail as Hadoop's questions do. */
    @FunctionalInterface
    interface Question<T> {
        T ask(YarnClient client) throws YarnException, IOException;
    }

    public Cluster(HadoopSettings settings) {
        this(YarnClient.createYarnClient(), settings.configuration());
    }

    Cluster(YarnClient client, Configuration configuration) {
        this.client = client;
        this.configuration = configuration;
        client.init(configuration);
        client.start();
    }

    /**
     * Asks.
     *
     * @throws CommandFailure if nobody answers, or the answer is no
     */
    <T> T ask(Question<T> question) {
        try {
            return question.ask(client);
        } catch (ApplicationNotFoundException e) {
            throw new CommandFailure(YarnExit.UNKNOWN_APPLICATION, Reason.of(e) + " See beliefgrid yarn list --all.");
        } catch (YarnException e) {
            throw new RefusedException("YARN refuses: " + Reason.of(e));
        } catch (IOException e) {
            throw new CommandFailure(YarnExit.NOT_REACHED, "the ResourceManager at %s does not answer: %s".formatted(
                    configuration.get(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS), Reason.of(e)));
        }
    }

    /** A new application; nobody but us knows of it before it is submitted. */
    YarnClientApplication create() {
        return ask(YarnClient::createApplication);
    }

    ApplicationReport report(ApplicationId application) {
        return ask(yarn -> yarn.getApplicationReport(application));
    }

    /** Containers of an attempt that have not ended, those that it has from an earlier one, too; the oldest first. */
    List<ContainerReport> containers(ApplicationAttemptId attempt) {
        return ask(yarn -> yarn.getContainers(attempt)).stream()
                .filter(one -> one.getContainerState() != ContainerState.COMPLETE)
                .sorted(Comparator.comparing(ContainerReport::getContainerId)).toList();
    }

    /** Applications of ours: those that run or wait, or all that YARN still knows. */
    List<ApplicationReport> applications(boolean all) {
        EnumSet<YarnApplicationState> states = all ? EnumSet.allOf(YarnApplicationState.class)
                : EnumSet.range(YarnApplicationState.NEW, YarnApplicationState.RUNNING);
        if (!all) {
            states.remove(YarnApplicationState.FINISHED);
            states.remove(YarnApplicationState.FAILED);
        }
        return ask(yarn -> yarn.getApplications(Set.of(TYPE), states));
    }

    /** What the application does; empty for one that YARN has forgotten, or that is still to be submitted. */
    Optional<YarnApplicationState> state(ApplicationId application) {
        try {
            return Optional.of(report(application).getYarnApplicationState());
        } catch (CommandFailure e) {
            if (e.exitCode() == YarnExit.UNKNOWN_APPLICATION) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void kill(ApplicationId application, String reason) {
        ask(yarn -> {
            yarn.killApplication(application, reason);
            return true;
        });
    }

    /** What a submission depends on. */
    ClusterFacts facts(Resource largest) {
        int minimum = configuration.getInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB,
                YarnConfiguration.DEFAULT_RM_SCHEDULER_MINIMUM_ALLOCATION_MB);
        return new ClusterFacts(Math.max(1, minimum), Math.toIntExact(largest.getMemorySize()), largest.getVirtualCores(),
                nodes(), queues(), labels());
    }

    private List<ClusterFacts.Node> nodes() {
        List<ClusterFacts.Node> nodes = new ArrayList<>();
        for (NodeReport report : ask(yarn -> yarn.getNodeReports())) {
            if (GONE_FOR_GOOD.contains(report.getNodeState())) {
                continue;
            }
            Resource used = report.getUsed();
            Set<String> labels = new HashSet<>(report.getNodeLabels() == null ? Set.of() : report.getNodeLabels());
            labels.remove("");
            nodes.add(new ClusterFacts.Node(report.getNodeId().toString(), report.getNodeState() == NodeState.RUNNING,
                    report.getNodeState().toString(), report.getHealthReport() == null ? "" : report.getHealthReport(),
                    Math.toIntExact(report.getCapability().getMemorySize()), used == null ? 0
                    : Math.toIntExact(used.getMemorySize()), report.getCapability().getVirtualCores(), labels));
        }
        return nodes;
    }

    private Set<String> labels() {
        Set<String> names = new HashSet<>();
        for (NodeLabel label : ask(YarnClient::getClusterNodeLabels)) {
            names.add(label.getName());
        }
        names.remove("");
        return names;
    }

    private List<ClusterFacts.Queue> queues() {
        List<QueueInfo> infos = ask(YarnClient::getAllQueues);
        Map<String, Double> shares = new HashMap<>();
        infos.forEach(info -> shares.put(path(info), share(info.getMaximumCapacity())));
        Map<String, Boolean> rights = new HashMap<>();
        for (QueueUserACLInfo acl : ask(YarnClient::getQueueAclsInfo)) {
            rights.put(acl.getQueueName(), acl.getUserAcls().contains(QueueACL.SUBMIT_APPLICATIONS));
        }
        List<ClusterFacts.Queue> queues = new ArrayList<>();
        for (QueueInfo info : infos) {
            String path = path(info);
            if (infos.stream().noneMatch(other -> path(other).startsWith(path + "."))) {
                double most = shares.entrySet().stream().filter(entry -> path.equals(entry.getKey())
                        || path.startsWith(entry.getKey() + ".")).mapToDouble(Map.Entry::getValue).reduce(1, (a, b) -> a * b);
                boolean usable = rights.getOrDefault(path, rights.getOrDefault(info.getQueueName(), true));
                queues.add(new ClusterFacts.Queue(info.getQueueName(), path, info.getQueueState() == QueueState.RUNNING, most,
                        usable));
            }
        }
        return queues;
    }

    private static String path(QueueInfo info) {
        return info.getQueuePath() == null || info.getQueuePath().isEmpty() ? info.getQueueName() : info.getQueuePath();
    }

    private static double share(float maximum) {
        return maximum > 0 && maximum <= 1 ? maximum : 1;
    }

    @Override
    public void close() {
        client.stop();
    }
}
