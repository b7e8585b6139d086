package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.SignedRequest;
import org.junit.jupiter.api.Test;

class MasterPartsTest {
    private static final byte[] BODY = {1, 2};

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
        NodeStrikes strikes = new NodeStrikes();
        strikes.strike("a");
        assertTrue(strikes.change(2, 1).isEmpty());
        strikes.strike("a");
        assertEquals(new NodeStrikes.Change(Set.of("a"), Set.of()), strikes.change(2, 1));
        assertTrue(strikes.change(2, 1).isEmpty());
        assertEquals(new NodeStrikes.Change(Set.of(), Set.of("a")), strikes.change(2, 2));
    }

    @Test
    void aSignedRequestIsLetInOnceAndNoOtherAtAll() {
        ApplicationSecret secret = ApplicationSecret.random();
        RequestGate gate = new RequestGate(secret);
        SignedRequest proof = SignedRequest.sign(secret, "POST", "/stop", BODY, 1_000_000, "n");
        assertFalse(gate.admits(proof, "POST", "/scale", BODY, 1_000_000));
        assertFalse(gate.admits(proof, "POST", "/stop", new byte[] {1, 3}, 1_000_000));
        assertFalse(gate.admits(proof, "POST", "/stop", BODY, 1_000_000 + SignedRequest.FRESH_MILLIS));
        assertFalse(new RequestGate(ApplicationSecret.random()).admits(proof, "POST", "/stop", BODY, 1_000_000));
        assertTrue(gate.admits(proof, "POST", "/stop", BODY, 1_000_000));
        assertFalse(gate.admits(proof, "POST", "/stop", BODY, 1_000_001));
    }

    @Test
    void whatIsPrintedTellsPhaseAndEpoch() {
        TrainingOutput output = new TrainingOutput();
        PrintWriter out = new PrintWriter(output, true);
        out.println("layer 1  epoch 3/10  error 12.5  1,000 cases/s  1:05 left");
        Work.Progress progress = output.progress();
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

    @Test
    void thePageShowsWhatAMemberSaysOfItsMemory() {
        MasterStatus.Slot slot = new MasterStatus.Slot(0, "member", "c", "n:1", "a:1", "", 1, 930, "930 of <1000> MB", "");
        String page = StatusPage.of(new MasterStatus("a", "n", 1, MasterStatus.State.RUNNING, "", 0, 0, "", 0, 1, List.of(slot),
                List.of(), 4, List.of(), ""));
        assertTrue(page.contains("<td>930 of &lt;1000&gt; MB</td>"), page);
    }

    private static MasterStatus.Failure failure() {
        return new MasterStatus.Failure("", 0, "", 1, "");
    }
}
