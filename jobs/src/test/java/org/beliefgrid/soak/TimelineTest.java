package org.beliefgrid.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.beliefgrid.soak.Timeline.Milestone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {
    private static final Milestone FIRST = new Milestone("pre-training layer 1  epoch 1/2", true, 5);
    private static final Milestone SECOND = new Milestone("pre-training layer 1  epoch 2/2", true, 6.5);
    private static final Milestone THIRD = new Milestone("fine-tuning  epoch 1/1", true, 9);
    private static final Timeline TIMELINE = new Timeline(List.of(new Milestone("loading", false, 1),
            new Milestone("loaded", false, 3), FIRST, SECOND, THIRD));

    @Test
    void aMomentLiesBehindTheLastPlaceThatIsNotLater() {
        assertEquals(OptionalInt.empty(), TIMELINE.before(0.9));
        assertEquals(OptionalInt.of(0), TIMELINE.before(1));
        assertEquals(OptionalInt.of(1), TIMELINE.before(4.9));
        assertEquals(OptionalInt.of(4), TIMELINE.before(100));
        assertEquals(OptionalInt.empty(), TIMELINE.before(Double.NaN));
    }

    /**
     * Epochs of 0.5 and 1 s undisturbed; later here, by how much is added up by hand. At 1.5 s it has been loading for 0.5 s,
     * as an undisturbed training has at 1 s: to the first epoch, at 2.5 s, 1.5 s are still to come there. All the 2 s since the
     * loading began would be too much, for the first of them was over.
     */
    @Test
    void theTimeOverIsTheLargestOfTheNextEpochs() {
        Timeline undisturbed = timeline(0.5, 2, 2.5, 3, 4);
        assertEquals(Math.max(5 - 1.5 - 1.5, Math.max(6.5 - 1.5 - 2, 9 - 1.5 - 3)), TIMELINE.secondsOver(1.5, undisturbed));
        assertEquals(Math.max(6.5 - 6.25 - 0.5, 9 - 6.25 - 1.5), TIMELINE.secondsOver(6.25, undisturbed));
        assertEquals(9 - 8.5 - 1, TIMELINE.secondsOver(8.5, undisturbed));
        assertTrue(Double.isNaN(TIMELINE.secondsOver(9, undisturbed)));
        assertTrue(Double.isNaN(TIMELINE.secondsOver(Double.NaN, undisturbed)));
    }

    /** The first epoch comes at 3 s undisturbed, at 6 s here, and the others as fast as there. */
    @ParameterizedTest
    @CsvSource({"2.9, 3", "2, 3", "1.5, 3", "0.75, 3", "0.25, 3", "4, 2", "5.5, 0.5"})
    void whatIsNormalBeforeTheFirstEpochIsWhatWasStillToCome(double moment, double over) {
        Timeline disturbed = timeline(0.5, 2, 6, 7, 8);
        assertEquals(over, disturbed.secondsOver(moment, timeline(0.5, 2, 3, 4, 5)), 1e-9);
    }

    /** Loading takes 1.5 s undisturbed and 5 s here: who loads for 4 s is still before the place where it has loaded. */
    @Test
    void aTrainingThatLoadsForLongerIsNotBehindItsLoading() {
        Timeline disturbed = timeline(0.5, 5.5, 6.5, 7.5, 8.5);
        assertEquals(6.5 - 4.5 - 1, disturbed.secondsOver(4.5, timeline(0.5, 2, 3, 4, 5)), 1e-9);
    }

    private static Timeline timeline(double loading, double loaded, double first, double second, double third) {
        return new Timeline(List.of(new Milestone("loading", false, loading), new Milestone("loaded", false, loaded),
                new Milestone(FIRST.label(), true, first), new Milestone(SECOND.label(), true, second),
                new Milestone(THIRD.label(), true, third)));
    }

    @Test
    void anEpochTakesTheTimeSinceTheOneBeforeAndTheFirstThatSinceAStart() {
        assertEquals(4, TIMELINE.secondsOfEpoch(FIRST.label(), 1));
        assertEquals(1.5, TIMELINE.secondsOfEpoch(SECOND.label(), 1));
        assertEquals(2.5, TIMELINE.secondsOfEpoch(THIRD.label(), 1));
        assertTrue(Double.isNaN(TIMELINE.secondsOfEpoch("fine-tuning  epoch 2/2", 1)));
    }

    @Test
    void aLineReachesItsPlaceAndThoseBeforeIt() {
        String line = "pre-training layer 1  epoch 2/2  reconstruction error 3.2  100 cases/s  0:01 left";
        assertTrue(TIMELINE.reaches(1, line) && TIMELINE.reaches(2, line) && TIMELINE.reaches(3, line));
        assertFalse(TIMELINE.reaches(4, line));
        assertFalse(TIMELINE.reaches(1, "digits: 60,000 cases of 28x28 in 6 shards"));
        assertFalse(TIMELINE.reaches(2, "loaded in 1.0 s over 3 members"));
        assertTrue(TIMELINE.reaches(1, "loaded in 1.0 s over 3 members"));
        assertFalse(TIMELINE.reaches(0, "digits: 60,000 cases of 28x28 in 6 shards"));
        assertTrue(TIMELINE.reaches(0, "run soak-1a2b3c"));
        assertFalse(TIMELINE.reaches(0, "run soak-1a2b3c is in this grid: watching it"));
    }

    @Test
    void epochsAreCountedUpToAPlaceThatIsKnown() {
        assertEquals(0, TIMELINE.epochsUpTo("loaded"));
        assertEquals(1, TIMELINE.epochsUpTo(FIRST.label()));
        assertEquals(3, TIMELINE.epochsUpTo(THIRD.label()));
        assertEquals(0, TIMELINE.epochsUpTo("elsewhere"));
    }
}
