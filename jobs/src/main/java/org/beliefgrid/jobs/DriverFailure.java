package org.beliefgrid.jobs;

import java.util.Optional;
import org.beliefgrid.error.GridUnavailableException;

/** What ended a driver, as its caller gets to know it: Jet hands on what was thrown as text, with the name of its class. */
final class DriverFailure {
    private static final String FENCED = "org.beliefgrid.grid.FencedException";
    private static final String UNAVAILABLE = GridUnavailableException.class.getName() + ": ";

    private final String text;

    /** @param failure of the job; null if it did not fail */
    DriverFailure(Throwable failure) {
        text = String.valueOf(failure);
    }

    /** Whether another driver has taken the run over. */
    boolean isFenced() {
        return text.contains(FENCED);
    }

    /** What the operator of the grid is to be told, one line, if the driver ended for something that is the operator's. */
    Optional<String> unavailable() {
        int found = text.indexOf(UNAVAILABLE);
        return found < 0 ? Optional.empty() : text.substring(found + UNAVAILABLE.length()).lines().findFirst();
    }
}
