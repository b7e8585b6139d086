package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.beliefgrid.cli.CommandFailure;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of applications, with a folder as the cluster's file system. */
class ApplicationsTest {
    private static final ApplicationId ONE = ApplicationId.newInstance(1_700_000_000_000L, 1);

    @TempDir
    private Path folder;

    private final ScriptedYarn yarn = new ScriptedYarn();
    private Cluster cluster;
    private Applications applications;

    @BeforeEach
    void open() throws IOException {
        Configuration configuration = new Configuration();
        cluster = new Cluster(yarn, configuration);
        applications = new Applications(cluster, new Home(FileSystem.getLocal(configuration),
                new org.apache.hadoop.fs.Path(folder.toUri())));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void anApplicationThatDoesNotEndAlthoughItWasKilledIsNotOneThatHadNoRoom() {
        know(YarnApplicationState.RUNNING, FinalApplicationStatus.UNDEFINED, "");
        CommandFailure failure = assertThrows(CommandFailure.class, () -> applications.kill(ONE, "enough", 0));
        assertEquals(YarnExit.NOT_REACHED, failure.exitCode());
    }

    @Test
    void ctrlCEndsWithItsOwnCodeThoughNobodyKnowsWhetherTheApplicationWasKilled() throws Exception {
        know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        yarn.failure = new IOException("connection refused");
        Watch watch = new Watch(applications, ONE, 60, new PrintWriter(new StringWriter()));
        watch.stop();
        Ending ending = watch.toEnd();
        assertEquals(ExitCode.INTERRUPTED, ending.exitCode());
        assertTrue(ending.text().contains("connection refused"), ending::text);
    }

    @Test
    void membersThatDidNotComeInTimeAreTooLateAndAllElseIsAFailure() {
        String late = "1 of 2 " + MasterStatus.TOO_FEW_IN_TIME + " of 60 s, at least 2 are needed: nobody knows why";
        assertEquals(YarnExit.TIMED_OUT, exitCode(FinalApplicationStatus.FAILED, late));
        assertEquals(YarnExit.FAILED, exitCode(FinalApplicationStatus.FAILED, "members failed more than 4 times"));
        assertEquals(YarnExit.KILLED, exitCode(FinalApplicationStatus.KILLED, "stopped by yarn stop"));
    }

    private static int exitCode(FinalApplicationStatus end, String text) {
        return Ending.of(ScriptedYarn.report(ONE, YarnApplicationState.FINISHED, end, text)).exitCode();
    }

    private void know(YarnApplicationState state, FinalApplicationStatus end, String text) {
        yarn.known.put(ONE, ScriptedYarn.report(ONE, state, end, text));
    }
}
