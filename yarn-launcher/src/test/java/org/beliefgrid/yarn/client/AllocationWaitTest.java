package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.Test;

class AllocationWaitTest {
    private final AllocationWait room = new AllocationWait(60, at(0));

    @Test
    void anApplicationWithoutItsMasterIsGivenUpAfterTheTime() {
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.SUBMITTED), at(1)));
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.ACCEPTED), at(60)));
        assertTrue(room.isTooLong(Optional.of(YarnApplicationState.ACCEPTED), at(61)));
    }

    @Test
    void anApplicationThatRanAndWaitsForItsNextAttemptHasTheWholeTimeAgain() {
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.RUNNING), at(30)));
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.RUNNING), at(3600)));
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.ACCEPTED), at(3602)));
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.ACCEPTED), at(3660)));
        assertTrue(room.isTooLong(Optional.of(YarnApplicationState.ACCEPTED), at(3661)));
    }

    @Test
    void timeInWhichYarnDidNotAnswerDoesNotCount() {
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.RUNNING), at(30)));
        assertFalse(room.isTooLong(Optional.empty(), at(200)));
        assertFalse(room.isTooLong(Optional.of(YarnApplicationState.ACCEPTED), at(202)));
        assertTrue(room.isTooLong(Optional.of(YarnApplicationState.ACCEPTED), at(261)));
    }

    private static long at(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
