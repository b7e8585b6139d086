package org.beliefgrid.soak;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A training that was struck.
 *
 * @param number of the run in its soak, from 1
 * @param fault that struck it
 * @param struck what was done to which members
 * @param driver whether the member that turned the rounds was hit: yes, no, or ? where that could not be told
 * @param when the last place in the training that was seen before
 * @param secondsOver from the fault to the next finished epoch, above a normal epoch; NaN if none followed
 * @param seconds that the training took
 * @param verdict how it ended
 * @param detail why, and what else was noticed; may be empty
 */
public record RunResult(int number, Fault fault, String struck, String driver, String when, double secondsOver, double seconds,
        Verdict verdict, String detail) {
    /** How a run ended. */
    public enum Verdict {
        /** With the undisturbed run's model. */
        SAME_MODEL,
        /** With another model. */
        OTHER_MODEL,
        /** With an error. */
        FAILED,
        /** With the undisturbed run's model, but the next epoch came too late. */
        TOO_SLOW,
        /** Not within its time. */
        TOO_LONG,
        /** Before the fault struck: it says nothing. */
        MISSED
    }

    /** Whether it ended as promised, or says nothing. */
    public boolean good() {
        return verdict == Verdict.SAME_MODEL || verdict == Verdict.MISSED;
    }

    /** Whether it ended with the undisturbed run's model, or says nothing. */
    public boolean sameModel() {
        return good() || verdict == Verdict.TOO_SLOW;
    }

    /** Whether it counts. */
    public boolean counts() {
        return verdict != Verdict.MISSED;
    }

    /** How it ended, in words. */
    public String ended() {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** As a program reads it. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("run", number);
        values.put("fault", fault.label());
        values.put("struck", struck);
        values.put("driver", driver);
        values.put("when", when);
        values.put("secondsOver", Double.isNaN(secondsOver) ? null : secondsOver);
        values.put("seconds", seconds);
        values.put("ended", ended());
        values.put("detail", detail);
        return values;
    }
}
