package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** For how long what passes may go wrong. */
class PatienceTest {
    private long seconds = 1000;
    private final Patience patience = new Patience(TimeUnit.SECONDS.toNanos(30), () -> TimeUnit.SECONDS.toNanos(seconds));

    private boolean isOverAfter(long more) {
        seconds += more;
        return patience.isOver();
    }

    @Test
    void itIsOverWhenFailuresFollowEachOtherForFiveMinutes() {
        assertFalse(isOverAfter(0));
        for (int failure = 0; failure < 6; failure++) {
            assertFalse(isOverAfter(50));
        }
        assertTrue(isOverAfter(1));
    }

    @Test
    void workOfMoreThanTwoHeartbeatLimitsInBetweenBeginsANewTime() {
        assertFalse(isOverAfter(0));
        for (int failure = 0; failure < 100; failure++) {
            assertFalse(isOverAfter(61));
        }
    }

    @Test
    void whatWentWellBeginsANewTime() {
        assertFalse(isOverAfter(0));
        for (int failure = 0; failure < 100; failure++) {
            patience.restart();
            assertFalse(isOverAfter(59));
        }
    }

    @Test
    void aLongHeartbeatLimitMakesItLonger() {
        assertEquals(300, patience.seconds());
        assertEquals(1000, new Patience(TimeUnit.SECONDS.toNanos(200), System::nanoTime).seconds());
    }
}
