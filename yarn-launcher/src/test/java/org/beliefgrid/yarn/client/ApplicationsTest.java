package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.util.Records;
import org.beliefgrid.cli.CommandFailure;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.MetricsPage;
import org.beliefgrid.yarn.spec.Placement;
import org.beliefgrid.yarn.spec.Spread;
import org.beliefgrid.yarn.spec.Times;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of applications, with a folder as the cluster's file system. */
class ApplicationsTest {
    private static final ApplicationId ONE = ScriptedCluster.ONE;

    @TempDir
    private Path folder;

    private ScriptedCluster cluster;
    private Submission submission;

    @BeforeEach
    void open() throws IOException {
        cluster = new ScriptedCluster(folder);
        submission = new Submission(new HadoopSettings(folder, cluster.configuration), cluster.cluster, cluster.files,
                cluster.home, new PrintWriter(new StringWriter()));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void anApplicationThatDoesNotEndAlthoughItWasKilledIsNotOneThatHadNoRoom() {
        cluster.know(YarnApplicationState.RUNNING, FinalApplicationStatus.UNDEFINED, "");
        CommandFailure failure = assertThrows(CommandFailure.class, () -> cluster.applications.kill(ONE, "enough", 0));
        assertEquals(YarnExit.NOT_REACHED, failure.exitCode());
    }

    @Test
    void ctrlCEndsWithItsOwnCodeThoughNobodyKnowsWhetherTheApplicationWasKilled() throws Exception {
        cluster.know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        cluster.yarn.failure = new IOException("connection refused");
        Watch watch = new Watch(cluster.applications, ONE, 60, new PrintWriter(new StringWriter()));
        watch.stop();
        Ending ending = watch.toEnd();
        assertEquals(ExitCode.INTERRUPTED, ending.exitCode());
        assertTrue(ending.text().contains("connection refused"), ending::text);
    }

    /** What the command says when the master answers so. */
    private CommandFailure scaling(String answer) throws IOException {
        cluster.know(YarnApplicationState.RUNNING, FinalApplicationStatus.UNDEFINED, "");
        try (ScriptedMaster master = new ScriptedMaster(ONE, cluster.home)) {
            master.refusals.add(answer);
            return assertThrows(CommandFailure.class, () -> cluster.applications.scale(ONE, 3));
        }
    }

    @Test
    void whatTheMasterRefusesIsRefusedWithItsReason() throws Exception {
        CommandFailure refused = scaling("400 the application is ending\nmore\n");
        assertEquals("the application master of " + ONE + " refuses: the application is ending", refused.getMessage());
        assertEquals(YarnExit.REFUSED, refused.exitCode());
    }

    @Test
    void aMasterThatTakesAQuestionForAStrangersDoesNotAnswerAndSaysWhy() throws Exception {
        CommandFailure failure = scaling("403 not \u001b[31msigned");
        assertEquals(YarnExit.NOT_REACHED, failure.exitCode());
        assertTrue(failure.getMessage().endsWith("answers 403 to POST /scale: not [31msigned"), failure::getMessage);
    }

    @Test
    void membersThatDidNotComeInTimeAreTooLateAndAllElseIsAFailure() {
        String late = "1 of 2 " + MasterStatus.TOO_FEW_IN_TIME + " of 60 s, at least 2 are needed: nobody knows why";
        assertEquals(YarnExit.TIMED_OUT, exitCode(FinalApplicationStatus.FAILED, late));
        assertEquals(YarnExit.FAILED, exitCode(FinalApplicationStatus.FAILED, "members failed more than 4 times"));
        assertEquals(YarnExit.KILLED, exitCode(FinalApplicationStatus.KILLED, "stopped by yarn stop"));
    }

    @Test
    void cleaningSparesWhatIsAboutToBeSubmittedAndWhatRuns() throws Exception {
        Instant now = Instant.now();
        cluster.home.reserve(ONE);
        assertEquals(new Applications.Cleaning(List.of(), List.of(ONE)), cluster.applications.clean(now));
        cluster.know(YarnApplicationState.ACCEPTED, FinalApplicationStatus.UNDEFINED, "");
        assertEquals(new Applications.Cleaning(List.of(), List.of()), cluster.applications.clean(now.plus(Duration.ofDays(1))));
        assertEquals(Set.of(ONE), cluster.home.staged().keySet());
    }

    @Test
    void cleaningRemovesWhatHasEndedAndWhatNobodyEverSubmitted() throws Exception {
        Instant now = Instant.now();
        ApplicationId never = ApplicationId.newInstance(1_700_000_000_000L, 2);
        cluster.home.reserve(ONE);
        cluster.home.reserve(never);
        cluster.know(YarnApplicationState.FINISHED, FinalApplicationStatus.SUCCEEDED, "");
        assertEquals(new Applications.Cleaning(List.of(ONE), List.of(never)), cluster.applications.clean(now));
        assertEquals(new Applications.Cleaning(List.of(never), List.of()),
                cluster.applications.clean(now.plus(Duration.ofHours(2))));
        assertEquals(Set.of(), cluster.home.staged().keySet());
    }

    @Test
    void aSubmissionWhoseAnswerWasLostIsKilledAndLeavesNothing() throws Exception {
        cluster.yarn.failure = new IOException("broken pipe");
        CommandFailure failure = assertThrows(CommandFailure.class, () -> submission.submit(context(), grid(), "hdfs:///m"));
        assertEquals(YarnExit.NOT_REACHED, failure.exitCode());
        assertEquals(Set.of(ONE), cluster.yarn.killed);
        assertEquals(Set.of(), cluster.home.staged().keySet());
    }

    @Test
    void aSubmissionThatIsStoppedAsksYarnForNothingAndLeavesNothing() throws Exception {
        submission.stop();
        CommandFailure stopped = assertThrows(CommandFailure.class, () -> submission.submit(context(), grid(), "hdfs:///m"));
        assertEquals(ExitCode.INTERRUPTED, stopped.exitCode());
        assertEquals(Set.of(), cluster.yarn.known.keySet());
        assertEquals(Set.of(), cluster.home.staged().keySet());
    }

    @Test
    void aSubmissionThatIsStoppedWhileYarnTakesItIsKilled() throws Exception {
        cluster.yarn.whenSubmitted = submission::stop;
        CommandFailure stopped = assertThrows(CommandFailure.class, () -> submission.submit(context(), grid(), "hdfs:///m"));
        assertEquals(ExitCode.INTERRUPTED, stopped.exitCode());
        assertEquals(Set.of(ONE), cluster.yarn.killed);
        assertEquals(Set.of(), cluster.home.staged().keySet());
    }

    @Test
    void aSubmissionThatWentWellHasItsSecretAndItsDescription() throws Exception {
        submission.submit(context(), grid(), "hdfs:///m");
        assertEquals(Set.of(), cluster.yarn.killed);
        assertTrue(cluster.home.secret(ONE).isPresent());
        assertEquals(List.of("grid"), cluster.home.spec(ONE).orElseThrow().arguments());
    }

    @Test
    void aPlanFileNeverTakesThePlaceOfAnotherFileInStaging() throws Exception {
        ApplicationSecret secret = ApplicationSecret.random();
        cluster.home.stage(ONE, secret);
        for (String name : List.of("secret", "application.json", "am.json")) {
            cluster.home.copy(Files.writeString(folder.resolve(name), "hidden: [10]\n"), ONE);
        }
        assertArrayEquals(secret.bytes(), cluster.home.secret(ONE).orElseThrow().bytes());
        assertTrue(cluster.home.spec(ONE).isEmpty());
        assertTrue(cluster.home.master(ONE).isEmpty());
    }

    private static ApplicationSubmissionContext context() {
        ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
        context.setApplicationId(ONE);
        return context;
    }

    private static SubmissionPlan grid() {
        SubmitRequest request = new SubmitRequest("", List.of("grid"),
                new SubmitRequest.Members(1, 1, Spread.NONE, OptionalInt.empty(), 1, MetricsPage.NONE),
                new Placement("default", 0, "", ""),
                new Times(60, 0), OptionalInt.empty());
        ContainerMemory memory = new ContainerMemory(1024, 400, 100);
        return new SubmissionPlan(request, Optional.empty(), Optional.empty(), memory, memory, 1, List.of(), List.of());
    }

    private static int exitCode(FinalApplicationStatus end, String text) {
        return Ending.of(ScriptedYarn.report(ONE, YarnApplicationState.FINISHED, end, text)).exitCode();
    }
}
