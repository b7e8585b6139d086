package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;
import org.beliefgrid.yarn.spec.NodeLogs;

/** An application's logs: from its nodes while it runs, YARN's collection of them once it has ended. */
public final class Logs {
    private static final List<String> FILES = List.of("stdout", "stderr");

    private final Configuration configuration;
    private final Cluster cluster;

    public Logs(HadoopSettings settings, Cluster cluster) {
        configuration = settings.configuration();
        this.cluster = cluster;
    }

    /**
     * Prints them. Where nothing was collected, prints what the application said at its end.
     *
     * @param bytes at most so many of each file, from its end; 0 for all
     * @return whether there were any
     */
    public boolean print(ApplicationId application, long bytes, PrintWriter out) {
        ApplicationReport report = cluster.report(application);
        boolean found = Ending.isOver(report.getYarnApplicationState()) ? collected(report, bytes, out)
                : fromNodes(report, bytes, out);
        out.flush();
        return found;
    }

    private boolean fromNodes(ApplicationReport report, long bytes, PrintWriter out) {
        List<ContainerReport> containers = cluster.containers(report.getCurrentApplicationAttemptId());
        out.println("%s is %s, with %d containers; page %s".formatted(report.getApplicationId(),
                report.getYarnApplicationState(), containers.size(), report.getTrackingUrl()));
        boolean found = false;
        for (ContainerReport container : containers) {
            found |= fromNode(container, bytes, out);
        }
        return found;
    }

    private static boolean fromNode(ContainerReport container, long bytes, PrintWriter out) {
        boolean found = false;
        for (String file : FILES) {
            try {
                out.println(NodeLogs.read(container.getNodeHttpAddress(), container.getContainerId().toString(), file, bytes)
                        .strip());
                found = true;
            } catch (IOException e) {
                out.println("no %s of %s from its node: %s; page %s".formatted(file, container.getContainerId(), Reason.of(e),
                        container.getLogUrl()));
            }
        }
        return found;
    }

    private boolean collected(ApplicationReport report, long bytes, PrintWriter out) {
        String why = "they hold nothing";
        try {
            if (collect(report, bytes, new LineStream(out))) {
                return true;
            }
        } catch (IOException e) {
            why = Reason.of(e);
        }
        out.println(configuration.getBoolean(YarnConfiguration.LOG_AGGREGATION_ENABLED,
                YarnConfiguration.DEFAULT_LOG_AGGREGATION_ENABLED)
                ? "no logs of %s in %s (%s): the nodes collect them a few seconds after the end, and remove them in time"
                .formatted(report.getApplicationId(), configuration.get(YarnConfiguration.NM_REMOTE_APP_LOG_DIR,
                        YarnConfiguration.DEFAULT_NM_REMOTE_APP_LOG_DIR), why)
                : "this cluster does not collect logs (yarn.log-aggregation-enable is false): they are on the nodes until "
                + "these remove them");
        out.println("page " + report.getTrackingUrl());
        if (report.getDiagnostics() != null && !report.getDiagnostics().isBlank()) {
            out.println("at its end it said: " + report.getDiagnostics().strip());
        }
        return false;
    }

    private boolean collect(ApplicationReport report, long bytes, LineStream to) throws IOException {
        ContainerLogsRequest request = new ContainerLogsRequest();
        request.setAppId(report.getApplicationId());
        request.setAppOwner(report.getUser());
        request.setAppFinished(true);
        // By their names; words such as ALL are the yarn command's own. What bash has to say of a start is in the last one.
        request.setLogTypes(Set.of("stdout", "stderr", "prelaunch.err"));
        request.setBytes(bytes == 0 ? Long.MAX_VALUE : -bytes);
        try (to) {
            return new LogAggregationFileControllerFactory(configuration)
                    .getFileControllerForRead(report.getApplicationId(), report.getUser()).readAggregatedLogs(request, to);
        }
    }
}
