package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.spi.exception.TargetNotMemberException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SettledPartitionsTest {
    /** As a client's answer, whose cancelling is a question to the member itself. */
    private static CompletableFuture<Boolean> cancelled(RuntimeException failure) {
        return new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean interrupt) {
                throw failure;
            }
        };
    }

    @Test
    void aQuestionToAMemberThatHasGoneIsGivenUpAllTheSame() {
        SettledPartitions.giveUp(cancelled(new TargetNotMemberException("Member is not in member list")));
    }

    @Test
    void whatGoesWrongOnGoodMembersIsTold() {
        assertThrows(IllegalStateException.class, () -> SettledPartitions.giveUp(cancelled(new IllegalStateException())));
    }

    @Test
    void anAnswerThatNobodyWaitsForIsCancelled() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        SettledPartitions.giveUp(answer);
        assertTrue(answer.isCancelled());
    }
}
