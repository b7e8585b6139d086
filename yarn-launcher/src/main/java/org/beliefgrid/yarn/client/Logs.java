package org.beliefgrid.yarn.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.LogCLIHelpers;
import org.beliefgrid.yarn.spec.MasterStatus;

/** An application's logs: YARN's collection of them once it has ended, and before that where they are. */
public final class Logs {
    private static final String ANY_FILE = "ALL";

    private final Configuration configuration;
    private final Applications applications;

    public Logs(HadoopSettings settings, Applications applications) {
        configuration = settings.configuration();
        this.applications = applications;
    }

    /**
     * Prints them.
     *
     * @param bytes at most so many of each file, from its end; 0 for all
     * @return whether there were any, or links to them
     */
    public boolean print(ApplicationId application, long bytes, PrintWriter out) throws IOException {
        ApplicationReport report = applications.report(application);
        if (!Ending.isOver(report.getYarnApplicationState())) {
            return printLinks(report, out);
        }
        ByteArrayOutputStream collected = new ByteArrayOutputStream();
        if (collect(report, bytes, new PrintStream(collected, true, StandardCharsets.UTF_8))) {
            out.print(collected.toString(StandardCharsets.UTF_8));
            out.flush();
            return true;
        }
        out.println(configuration.getBoolean(YarnConfiguration.LOG_AGGREGATION_ENABLED,
                YarnConfiguration.DEFAULT_LOG_AGGREGATION_ENABLED)
                ? "no logs of %s in %s: the nodes collect them a few seconds after the end, and remove them in time"
                .formatted(application, configuration.get(YarnConfiguration.NM_REMOTE_APP_LOG_DIR,
                        YarnConfiguration.DEFAULT_NM_REMOTE_APP_LOG_DIR))
                : "this cluster does not collect logs (yarn.log-aggregation-enable is false): they are on the nodes until "
                + "these remove them");
        out.println("page " + report.getTrackingUrl());
        out.flush();
        return false;
    }

    private boolean collect(ApplicationReport report, long bytes, PrintStream to) throws IOException {
        LogCLIHelpers helpers = new LogCLIHelpers();
        helpers.setConf(configuration);
        ContainerLogsRequest request = new ContainerLogsRequest();
        request.setAppId(report.getApplicationId());
        request.setAppOwner(report.getUser());
        request.setAppFinished(true);
        request.setLogTypes(Set.of(ANY_FILE));
        request.setBytes(bytes == 0 ? Long.MAX_VALUE : -bytes);
        PrintStream normal = System.out;
        try {
            System.setOut(to);
            return helpers.dumpAllContainersLogs(request) == 0;
        } finally {
            System.setOut(normal);
        }
    }

    private boolean printLinks(ApplicationReport report, PrintWriter out) {
        out.println("%s is %s; its logs are on the nodes until it has ended:".formatted(report.getApplicationId(),
                report.getYarnApplicationState()));
        out.println("master  " + report.getTrackingUrl());
        Optional<MasterStatus> status = applications.status(report.getApplicationId());
        status.ifPresent(known -> known.members().stream().filter(slot -> !slot.logs().isEmpty())
                .forEach(slot -> out.printf("slot %d  %s%n", slot.slot(), slot.logs())));
        out.flush();
        return true;
    }
}
