package org.beliefgrid.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.beliefgrid.soak.RunResult.Verdict;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Outcome SAME = Outcome.ofModel("1a2b", "1a2b");
    private static final Outcome REFUSED = new Outcome(Verdict.FAILED, "exit code 3; no checkpoint to go on from");

    @Test
    void onlyTheUndisturbedRunsModelIsTheSame() {
        assertTrue(SAME.sameModel());
        assertEquals(new Outcome(Verdict.OTHER_MODEL, "1a2c"), Outcome.ofModel("1a2c", "1a2b"));
    }

    @Test
    void aMemberThatDoesNotComeBackFailsTheRun() {
        assertSame(SAME, SAME.withGrid(0, Optional.of("member-2")));
        assertEquals(new Outcome(Verdict.FAILED, "member-2 was away and has not come back"),
                SAME.withGrid(1, Optional.of("member-2")));
    }

    @Test
    void livingMembersOutsideTheGridFailTheRun() {
        assertEquals(new Outcome(Verdict.FAILED, "living members that are not in the grid: 2"),
                SAME.withGrid(2, Optional.empty()));
    }

    @Test
    void noMoreThanACheckpointIntervalMayBeRepeated() {
        assertTrue(SAME.repeating(5).sameModel());
        assertEquals(Verdict.FAILED, SAME.repeating(6).verdict());
    }

    @Test
    void theNextEpochMustFollowInTimeIfOneFollows() {
        assertSame(SAME, SAME.within(5, 5));
        assertSame(SAME, SAME.within(5, Double.NaN));
        assertEquals(new Outcome(Verdict.TOO_SLOW, "5.1 s above a normal epoch, at most 5.0 s are allowed"),
                SAME.within(5, 5.1));
    }

    @Test
    void whatFailedStaysFailed() {
        assertSame(REFUSED, REFUSED.repeating(0));
        assertSame(REFUSED, REFUSED.withGrid(0, Optional.empty()));
        assertSame(REFUSED, REFUSED.within(5, 6));
    }
}
