package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    private static final ApplicationId ONE = ScriptedCluster.ONE;
    private static final String BUSY = "503 the master's thread does not answer";

    @TempDir
    private Path folder;

    private ScriptedCluster cluster;

    @BeforeEach
    void open() throws IOException {
        cluster = new ScriptedCluster(folder);
        cluster.yarn.kills = true;
        cluster.home.reserve(ONE);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    /** A master that answers a question late, and ends the application when it is asked to. */
    private ScriptedMaster busyMaster(String... refusals) throws IOException {
        ScriptedMaster master = new ScriptedMaster(ONE, cluster.home);
        master.refusals.addAll(List.of(refusals));
        master.whenStopped = () -> cluster.know(YarnApplicationState.FINISHED, FinalApplicationStatus.KILLED, "as asked");
        return master;
    }

    @Test
    void aMasterThatIsTooBusyToAnswerIsAskedAgain() throws Exception {
        cluster.know(YarnApplicationState.RUNNING, FinalApplicationStatus.UNDEFINED, "");
        try (ScriptedMaster master = busyMaster(BUSY)) {
            Optional<ApplicationReport> ended = cluster.applications.stop(ONE, "stopped by yarn stop", 60);
            assertEquals("as asked", ended.orElseThrow().getDiagnostics());
            assertEquals(List.of("POST /stop", "POST /stop"), master.asked);
        }
    }

    @Test
    void ctrlCAsksAMasterAgainThatWasTooBusyToAnswer() throws Exception {
        cluster.know(YarnApplicationState.RUNNING, FinalApplicationStatus.UNDEFINED, "");
        try (ScriptedMaster master = busyMaster(BUSY)) {
            Watch watch = watch(60);
            watch.stop();
            Ending ending = watch.toEnd();
            assertEquals(ExitCode.INTERRUPTED, ending.exitCode());
            assertTrue(ending.text().endsWith("as asked"), ending::text);
            assertEquals(2, Collections.frequency(master.asked, "POST /stop"));
            assertEquals(Set.of(), cluster.yarn.killed);
        }
    }

    @Test
    void anApplicationBetweenTwoAttemptsIsAskedWhenItsNextMasterIsThere() throws Exception {
        cluster.know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        busyMaster().close();
        CompletableFuture<Optional<ApplicationReport>> stopping = CompletableFuture.supplyAsync(() -> {
            try {
                return cluster.applications.stop(ONE, "stopped by yarn stop", 60);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (ScriptedMaster next = busyMaster()) {
            assertEquals("as asked", stopping.get(60, TimeUnit.SECONDS).orElseThrow().getDiagnostics());
            assertEquals(List.of("POST /stop"), next.asked);
        }
    }

    @Test
    void anApplicationWhoseNextMasterDoesNotComeIsNotWaitedForLonger() throws Exception {
        cluster.know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        busyMaster().close();
        assertEquals(Optional.empty(), cluster.applications.stop(ONE, "stopped by yarn stop", 1));
    }

    @Test
    void nobodyWaitsForAMasterThatNeverWas() throws Exception {
        cluster.know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        assertEquals(Optional.empty(), cluster.applications.stop(ONE, "stopped by yarn stop", 600));
    }

    @Test
    void whatHasEndedIsNotAsked() throws Exception {
        cluster.know(YarnApplicationState.FINISHED, FinalApplicationStatus.SUCCEEDED, "saved");
        try (ScriptedMaster master = new ScriptedMaster(ONE, cluster.home)) {
            assertEquals("saved", cluster.applications.stop(ONE, "stopped by yarn stop", 60).orElseThrow().getDiagnostics());
            assertEquals(List.of(), master.asked);
        }
    }

    @Test
    void anApplicationWhoseMasterGetsNoContainerIsGivenUp() throws Exception {
        cluster.know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "AM container is waiting");
        Ending ending = watch(0).toEnd();
        assertEquals(YarnExit.TIMED_OUT, ending.exitCode());
        assertTrue(ending.text().contains("no container for its application master within 0 s (--allocation-timeout)"),
                ending::text);
        assertTrue(ending.text().contains("YARN says: AM container is waiting."), ending::text);
        assertEquals(Set.of(ONE), cluster.yarn.killed);
        assertEquals(Set.of(), cluster.home.staged().keySet());
    }

    private Watch watch(int allocationTimeoutSeconds) {
        return new Watch(cluster.applications, ONE, allocationTimeoutSeconds, new PrintWriter(new StringWriter()));
    }
}
