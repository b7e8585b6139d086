package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeLabel;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueUserACLInfo;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.impl.YarnClientImpl;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.util.Records;

/** A ResourceManager that says what the test has it say, and is not asked over any network. */
final class ScriptedYarn extends YarnClientImpl {
    final Map<ApplicationId, ApplicationReport> known = new HashMap<>();
    final Set<ApplicationId> killed = new HashSet<>();
    /** What its network says to a submission, after the application is known, and to a kill. */
    IOException failure;
    /** Done while a submission is on its way. */
    Runnable whenSubmitted = () -> { };
    /** Whether what is killed ends. */
    boolean kills;

    @Override
    protected void serviceInit(Configuration configuration) {
        // Nothing to reach.
    }

    @Override
    protected void serviceStart() {
        // Nothing to connect to.
    }

    @Override
    protected void serviceStop() {
        // Nothing to leave.
    }

    static ApplicationReport report(ApplicationId id, YarnApplicationState state, FinalApplicationStatus end, String text) {
        ApplicationReport report = Records.newRecord(ApplicationReport.class);
        report.setApplicationId(id);
        report.setYarnApplicationState(state);
        report.setFinalApplicationStatus(end);
        report.setDiagnostics(text);
        report.setQueue("default");
        return report;
    }

    @Override
    public ApplicationReport getApplicationReport(ApplicationId id) throws ApplicationNotFoundException {
        ApplicationReport report = known.get(id);
        if (report == null) {
            throw new ApplicationNotFoundException("Application with id '" + id + "' doesn't exist in RM.");
        }
        return report;
    }

    @Override
    public void killApplication(ApplicationId id, String reason) throws IOException {
        killed.add(id);
        if (failure != null) {
            throw failure;
        }
        if (kills) {
            known.put(id, report(id, YarnApplicationState.KILLED, FinalApplicationStatus.KILLED, reason));
        }
    }

    @Override
    public ApplicationId submitApplication(ApplicationSubmissionContext context) throws IOException {
        ApplicationId id = context.getApplicationId();
        known.put(id, report(id, YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, ""));
        whenSubmitted.run();
        if (failure != null) {
            throw failure;
        }
        return id;
    }

    @Override
    public List<NodeReport> getNodeReports(NodeState... states) {
        return List.of();
    }

    @Override
    public List<QueueInfo> getAllQueues() {
        return List.of();
    }

    @Override
    public List<QueueUserACLInfo> getQueueAclsInfo() {
        return List.of();
    }

    @Override
    public List<NodeLabel> getClusterNodeLabels() {
        return List.of();
    }
}
