package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.Attempts;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MasterState;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.MemberExit;
import org.beliefgrid.yarn.spec.SignedRequest;
import org.junit.jupiter.api.Test;

class MasterPartsTest {
    private static final byte[] BODY = {1, 2};
    private static final int A_ROUND = 2_000;
    private static final NodeStrikes.Change A_AGAIN = new NodeStrikes.Change(Set.of(), Set.of("a"));

    @Test
    void failuresLeaveTheWindowAfterAnHour() {
        FailureWindow window = new FailureWindow(1);
        window.add(0, failure());
        window.add(1, failure());
        assertTrue(window.exhausted(FailureWindow.MILLIS - 1));
        assertFalse(window.exhausted(FailureWindow.MILLIS));
    }

    @Test
    void backOffDoublesUpToItsLimitAndStartsAgainAfterAMemberThatLasted() {
        BackOff backOff = new BackOff();
        long expected = BackOff.FIRST_MILLIS;
        for (int failure = 0; failure < 20; failure++) {
            assertEquals(Math.min(expected, BackOff.LONGEST_MILLIS), backOff.afterFailure(0));
            expected *= 2;
        }
        assertEquals(BackOff.FIRST_MILLIS, backOff.afterFailure(BackOff.LASTING_MILLIS));
    }

    @Test
    void aHostIsListedAtItsSecondStrikeAndTakenBackWhenTooFewAreLeft() {
        NodeStrikes strikes = twice("a");
        assertEquals(new NodeStrikes.Change(Set.of("a"), Set.of()), strikes.change(0, need(2, 1, 0)));
        assertTrue(strikes.change(0, need(2, 1, 0)).isEmpty());
        assertEquals(A_AGAIN, strikes.change(0, need(2, 2, 0)));
    }

    @Test
    void strikesAreForgottenWithTheWindow() {
        NodeStrikes strikes = twice("a");
        strikes.change(0, need(2, 1, 0));
        assertTrue(strikes.change(FailureWindow.MILLIS - 1, need(2, 1, 0)).isEmpty());
        assertEquals(A_AGAIN, strikes.change(FailureWindow.MILLIS, need(2, 1, 0)));
    }

    @Test
    void listedHostsAreAskedAgainIfTheOthersGiveNothing() {
        NodeStrikes strikes = twice("a");
        long patience = NodeStrikes.PATIENCE_MILLIS;
        strikes.change(0, need(9, 1, 10 * patience));
        assertTrue(strikes.change(patience, need(9, 1, 11 * patience)).isEmpty(), "the others have had no time so far");
        assertTrue(strikes.change(patience + 1, need(9, 1, patience)).isEmpty());
        assertEquals(A_AGAIN, strikes.change(patience + 1, need(9, 1, patience + 1)));
        assertTrue(strikes.change(patience + 2, need(9, 1, patience + 2)).isEmpty(), "with no strike left");
    }

    @Test
    void aSignedRequestIsLetInOnceAndNoOtherAtAll() {
        ApplicationSecret secret = ApplicationSecret.random();
        RequestGate gate = new RequestGate(secret);
        SignedRequest.Call stop = new SignedRequest.Call(1, "POST", "/stop", BODY);
        SignedRequest proof = SignedRequest.sign(secret, stop, 1_000_000, "n");
        assertFalse(gate.admits(proof, new SignedRequest.Call(1, "POST", "/scale", BODY), 1_000_000));
        assertFalse(gate.admits(proof, new SignedRequest.Call(1, "POST", "/stop", new byte[] {1, 3}), 1_000_000));
        assertFalse(gate.admits(proof, new SignedRequest.Call(2, "POST", "/stop", BODY), 1_000_000), "the next attempt");
        assertFalse(gate.admits(proof, stop, 1_000_000 + SignedRequest.FRESH_MILLIS));
        assertFalse(new RequestGate(ApplicationSecret.random()).admits(proof, stop, 1_000_000));
        assertTrue(gate.admits(proof, stop, 1_000_000));
        assertFalse(gate.admits(proof, stop, 1_000_001));
    }

    @Test
    void aNumberIsKnownAsLongAsItsRequestIsFresh() {
        ApplicationSecret secret = ApplicationSecret.random();
        RequestGate gate = new RequestGate(secret);
        long fast = 1_000_000 + SignedRequest.FRESH_MILLIS - 1;
        assertTrue(admits(gate, secret, fast, "fast", 1_000_000));
        assertTrue(admits(gate, secret, 1_000_000, "right", 1_000_000));
        assertFalse(admits(gate, secret, 1_000_000, "right", 1_000_000 + SignedRequest.FRESH_MILLIS - 1));
        assertTrue(admits(gate, secret, fast, "late", fast));
        for (String number : List.of("fast", "late")) {
            assertFalse(admits(gate, secret, fast, number, fast + SignedRequest.FRESH_MILLIS - 1), number);
        }
    }

    @Test
    void aRequestIsLookedAtAsQuicklyAfterManyOthers() {
        ApplicationSecret secret = ApplicationSecret.random();
        RequestGate gate = new RequestGate(secret);
        admit(gate, secret, 0, A_ROUND);
        long early = admit(gate, secret, A_ROUND, A_ROUND);
        admit(gate, secret, 2 * A_ROUND, 20 * A_ROUND);
        long late = admit(gate, secret, 22 * A_ROUND, A_ROUND);
        assertTrue(late < 4 * early, () -> "%,d ns of the processor, %,d with few others".formatted(late, early));
    }

    /** @return nanoseconds that the processor took */
    private static long admit(RequestGate gate, ApplicationSecret secret, int from, int count) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int number = from; number < from + count; number++) {
            assertTrue(admits(gate, secret, 1_000_000, "n" + number, 1_000_000));
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }

    private static boolean admits(RequestGate gate, ApplicationSecret secret, long time, String number, long now) {
        SignedRequest.Call call = new SignedRequest.Call(1, "POST", "/heartbeat", BODY);
        return gate.admits(SignedRequest.sign(secret, call, time, number), call, now);
    }

    @Test
    void whatTheNextAttemptHasToKnowIsWrittenAgainUntilItIsThere() {
        List<MasterState> written = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger(2);
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try {
            StateKeeper keeper = new StateKeeper(writer, state -> {
                if (failures.getAndDecrement() > 0) {
                    throw new IOException("no node takes a block");
                }
                written.add(state);
            });
            keeper.accept(new MasterState(3, true));
            CompletableFuture.runAsync(keeper, writer).join();
            assertEquals(List.of(), written);
            CompletableFuture.runAsync(keeper, writer).join();
            CompletableFuture.runAsync(keeper, writer).join();
            assertEquals(List.of(new MasterState(3, true)), written, "once is enough");
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void theLogIsNotAskedForWhereYarnItselfEndedTheContainer() {
        assertTrue(ExitCause.isOfYarn(ContainerExitStatus.ABORTED));
        assertTrue(ExitCause.isOfYarn(ContainerExitStatus.PREEMPTED));
        assertFalse(ExitCause.isOfYarn(ContainerExitStatus.KILLED_EXCEEDED_PMEM));
        assertFalse(ExitCause.isOfYarn(MemberExit.CUT_OFF), "its log says from whom");
        assertFalse(ExitCause.isOfYarn(1));
    }

    @Test
    void onlyTheLastAttemptThatTheClusterAllowsSpeaksForTheApplication() {
        Configuration cluster = new Configuration(false);
        assertFalse(Attempts.of(cluster).isLast(1));
        assertTrue(Attempts.of(cluster).isLast(2));
        cluster.setInt(YarnConfiguration.RM_AM_MAX_ATTEMPTS, 1);
        assertTrue(Attempts.of(cluster).isLast(1));
        cluster.setInt(YarnConfiguration.RM_AM_MAX_ATTEMPTS, 5);
        assertTrue(Attempts.of(cluster).isLast(2), "no more are asked for");
    }

    @Test
    void whatIsPrintedTellsPhaseAndEpoch() {
        TrainingOutput output = new TrainingOutput();
        PrintWriter out = new PrintWriter(output, true);
        out.println("layer 1  epoch 3/10  error 12.5  1,000 cases/s  1:05 left");
        MasterStatus.Training progress = output.progress();
        assertEquals("layer 1", progress.phase());
        assertEquals(3, progress.epoch());
        assertEquals(10, progress.epochs());
        assertEquals("error 12.5  1,000 cases/s", progress.figures());
        assertTrue(progress.fraction() >= 0 && progress.fraction() < 1);
        out.println("model hdfs://h/m");
        assertEquals("model hdfs://h/m", output.result());
    }

    @Test
    void nothingInAStatusBecomesMarkup() {
        assertEquals("&lt;a href=&quot;&#39;&amp;", StatusPage.escaped("<a href=\"'&"));
    }

    private static NodeStrikes twice(String host) {
        NodeStrikes strikes = new NodeStrikes();
        strikes.strike(0, host);
        assertTrue(strikes.change(0, need(2, 1, 0)).isEmpty());
        strikes.strike(0, host);
        return strikes;
    }

    private static NodeStrikes.Need need(int nodes, int hosts, long waitingMillis) {
        return new NodeStrikes.Need(nodes, hosts, waitingMillis);
    }

    @Test
    void thePageShowsWhatAMemberSaysOfItsMemory() {
        MasterStatus.Slot slot = new MasterStatus.Slot(0, "member", "c", "n:1", "a:1", "", 1, 930, "", "930 of <1000> MB", "");
        String page = StatusPage.of(statusWith(slot), false);
        assertTrue(page.contains("<td class=\"words\">930 of &lt;1000&gt; MB</td>"), page);
    }

    @Test
    void theStatusPageLinksToTheLivePageWhereThereIsOne() {
        MasterStatus.Slot slot = new MasterStatus.Slot(0, "member", "c", "n:1", "a:1", "", 1, 930,
                "http://10.0.0.1:4/metrics", "", "");
        assertFalse(StatusPage.of(statusWith(slot), false).contains("href"));
        assertTrue(StatusPage.of(statusWith(slot), true).contains("<a href=\"./\">"), "relative, for YARN's proxy");
    }

    @Test
    void theStatusPageTellsItsScriptTheState() {
        MasterStatus.Slot slot = new MasterStatus.Slot(0, "member", "c", "n:1", "a:1", "", 1, 930, "", "", "");
        assertTrue(StatusPage.of(statusWith(slot), false).contains("<div id=\"status\" data-state=\"RUNNING\">"));
    }

    @Test
    void prometheusIsToldWhoHasAPageOfMetrics() {
        MasterStatus.Slot with = new MasterStatus.Slot(3, "member", "c", "n:1", "a:1", "", 1, 930,
                "http://10.0.0.1:4/metrics", "", "");
        assertEquals("[{\"targets\":[\"10.0.0.1:4\"],\"labels\":{\"slot\":\"3\"}}]",
                new String(Json.write(MetricsTargets.of(statusWith(with))), StandardCharsets.UTF_8));
        MasterStatus.Slot without = new MasterStatus.Slot(3, "joining", "c", "n:1", "", "", 1, 0, "", "", "");
        assertEquals(List.of(), MetricsTargets.of(statusWith(without)));
    }

    private static MasterStatus statusWith(MasterStatus.Slot slot) {
        return new MasterStatus("a", "n", 1, MasterStatus.State.RUNNING, MasterStatus.Training.NONE,
                new MasterStatus.Members(1, List.of(slot)), new MasterStatus.Failures(List.of(), 4), "");
    }

    private static MasterStatus.Failure failure() {
        return new MasterStatus.Failure("", 0, "", 1, "");
    }
}
