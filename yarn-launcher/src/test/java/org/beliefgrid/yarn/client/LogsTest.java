package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.logaggregation.AggregatedLogFormat;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of an application that has ended, as a node writes them into the folder of all nodes. */
class LogsTest {
    private static final ApplicationId ENDED = ApplicationId.newInstance(1_700_000_000_000L, 3);

    @TempDir
    private Path folder;

    private final Configuration configuration = new YarnConfiguration();
    private final StringWriter printed = new StringWriter();

    @Test
    void everyFileThatANodeCollectedIsPrinted() throws Exception {
        collect("stderr", "one — two\n".repeat(3), "stdout", "42");
        assertTrue(print(0), printed::toString);
        assertEquals(3, printed.toString().lines().filter("one — two"::equals).count(), printed::toString);
        assertTrue(printed.toString().lines().anyMatch("42"::equals), printed::toString);
    }

    @Test
    void onlyTheEndsOfFilesArePrintedWhereAskedFor() throws Exception {
        collect("stderr", "first\nsecond\n");
        assertTrue(print("second\n".length()), printed::toString);
        assertTrue(printed.toString().contains("second") && !printed.toString().contains("first"), printed::toString);
    }

    @Test
    void whereNothingWasCollectedTheApplicationsLastWordsArePrinted() {
        assertFalse(print(0));
        assertTrue(printed.toString().contains("no logs of " + ENDED), printed::toString);
        assertTrue(printed.toString().contains("at its end it said: the tail of a log"), printed::toString);
    }

    private boolean print(long bytes) {
        configuration.setBoolean(YarnConfiguration.LOG_AGGREGATION_ENABLED, true);
        configuration.set(YarnConfiguration.NM_REMOTE_APP_LOG_DIR, folder.resolve("collected").toUri().toString());
        ScriptedYarn yarn = new ScriptedYarn();
        ApplicationReport report = ScriptedYarn.report(ENDED, YarnApplicationState.FINISHED, FinalApplicationStatus.FAILED,
                "the tail of a log");
        report.setUser("somebody");
        yarn.known.put(ENDED, report);
        try (Cluster cluster = new Cluster(yarn, configuration)) {
            return new Logs(new HadoopSettings(folder, configuration), cluster).print(ENDED, bytes, new PrintWriter(printed));
        }
    }

    /** As a node does at the end: {@code filesAndContents} are names of files, each with its content. */
    private void collect(String... filesAndContents) throws Exception {
        configuration.set(YarnConfiguration.NM_REMOTE_APP_LOG_DIR, folder.resolve("collected").toUri().toString());
        ContainerId container = ContainerId.newContainerId(ApplicationAttemptId.newInstance(ENDED, 1), 1);
        Path logs = Files.createDirectories(folder.resolve("node").resolve(ENDED.toString()).resolve(container.toString()));
        for (int index = 0; index < filesAndContents.length; index += 2) {
            Files.writeString(logs.resolve(filesAndContents[index]), filesAndContents[index + 1], StandardCharsets.UTF_8);
        }
        String owner = UserGroupInformation.getCurrentUser().getShortUserName();
        org.apache.hadoop.fs.Path file = new LogAggregationFileControllerFactory(configuration).getFileControllerForWrite()
                .getRemoteNodeLogFileForApp(ENDED, "somebody", NodeId.newInstance("node", 1));
        Files.createDirectories(Path.of(file.getParent().toUri().getPath()));
        try (AggregatedLogFormat.LogWriter writer = new AggregatedLogFormat.LogWriter()) {
            writer.initialize(configuration, file, UserGroupInformation.getCurrentUser());
            writer.append(new AggregatedLogFormat.LogKey(container),
                    new AggregatedLogFormat.LogValue(List.of(folder.resolve("node").toString()), container, owner));
        }
    }
}
