package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.beliefgrid.cli.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How applications are brought to their end, with masters that are late, or are not there at all. */
class StopTest {
    private static final ApplicationId ONE = ApplicationId.newInstance(1_700_000_000_000L, 1);
    private static final String BUSY = "503 the master's thread does not answer";

    @TempDir
    private Path folder;

    private final ScriptedYarn yarn = new ScriptedYarn();
    private Cluster cluster;
    private Home home;
    private Applications applications;

    @BeforeEach
    void open() throws IOException {
        Configuration configuration = new Configuration();
        home = new Home(FileSystem.getLocal(configuration), new org.apache.hadoop.fs.Path(folder.toUri()));
        cluster = new Cluster(yarn, configuration);
        applications = new Applications(cluster, home);
        yarn.kills = true;
        home.reserve(ONE);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aMasterThatIsTooBusyToAnswerIsAskedAgain() throws Exception {
        know(YarnApplicationState.RUNNING, FinalApplicationStatus.UNDEFINED, "");
        try (ScriptedMaster master = new ScriptedMaster(ONE, home)) {
            master.refusals.add(BUSY);
            master.whenStopped = () -> know(YarnApplicationState.FINISHED, FinalApplicationStatus.KILLED, "as asked");
            Optional<ApplicationReport> ended = applications.stop(ONE, "stopped by yarn stop", 60);
            assertEquals("as asked", ended.orElseThrow().getDiagnostics());
            assertEquals(List.of("POST /stop", "POST /stop"), master.asked);
        }
    }

    @Test
    void ctrlCAsksAMasterAgainThatWasTooBusyToAnswer() throws Exception {
        know(YarnApplicationState.RUNNING, FinalApplicationStatus.UNDEFINED, "");
        try (ScriptedMaster master = new ScriptedMaster(ONE, home)) {
            master.refusals.add(BUSY);
            master.whenStopped = () -> know(YarnApplicationState.FINISHED, FinalApplicationStatus.KILLED, "as asked");
            Watch watch = watch(60);
            watch.stop();
            Ending ending = watch.toEnd();
            assertEquals(ExitCode.INTERRUPTED, ending.exitCode());
            assertTrue(ending.text().endsWith("as asked"), ending::text);
            assertEquals(Set.of(), yarn.killed);
        }
    }

    @Test
    void anApplicationBetweenTwoAttemptsIsAskedWhenItsNextMasterIsThere() throws Exception {
        know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        try (ScriptedMaster lost = new ScriptedMaster(ONE, home)) {
            assertTrue(applications.mayHear(ONE, YarnApplicationState.ACCEPTED));
            assertEquals(List.of(), lost.asked);
        }
        assertEquals(Optional.empty(), applications.stop(ONE, "stopped by yarn stop", 1));
    }

    @Test
    void nobodyWaitsForAMasterThatNeverWas() throws Exception {
        know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        assertEquals(Optional.empty(), applications.stop(ONE, "stopped by yarn stop", 600));
    }

    @Test
    void whatHasEndedIsNotAsked() throws Exception {
        know(YarnApplicationState.FINISHED, FinalApplicationStatus.SUCCEEDED, "saved");
        try (ScriptedMaster master = new ScriptedMaster(ONE, home)) {
            assertEquals("saved", applications.stop(ONE, "stopped by yarn stop", 60).orElseThrow().getDiagnostics());
            assertEquals(List.of(), master.asked);
        }
    }

    @Test
    void anApplicationWhoseMasterGetsNoContainerIsGivenUp() throws Exception {
        know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "AM container is waiting");
        Ending ending = watch(0).toEnd();
        assertEquals(YarnExit.TIMED_OUT, ending.exitCode());
        assertTrue(ending.text().contains("no container for its application master within 0 s (--allocation-timeout)"),
                ending::text);
        assertTrue(ending.text().contains("YARN says: AM container is waiting."), ending::text);
        assertEquals(Set.of(ONE), yarn.killed);
        assertEquals(Set.of(), home.staged().keySet());
    }

    private Watch watch(int allocationTimeoutSeconds) {
        return new Watch(applications, ONE, allocationTimeoutSeconds, new PrintWriter(new StringWriter()));
    }

    private void know(YarnApplicationState state, FinalApplicationStatus end, String text) {
        yarn.known.put(ONE, ScriptedYarn.report(ONE, state, end, text));
    }
}
