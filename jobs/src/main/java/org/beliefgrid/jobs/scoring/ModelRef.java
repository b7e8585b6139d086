package org.beliefgrid.jobs.scoring;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A model that members are to score with.
 *
 * @param store folder that every member reads, a local path or a URI
 * @param model {@code NAME}, {@code NAME@N} or {@code NAME@latest}
 * @param threads on each member; 0 for half of its cores, but one at least
 * @param lookMillis between two looks whether another version is promoted, at least 1
 */
public record ModelRef(String store, String model, int threads, long lookMillis) implements Serializable {
    private static final Pattern FIXED = Pattern.compile(".*@[0-9]+");
    private static final long LOOK_MILLIS = 5_000;

    public ModelRef {
        if (threads < 0 || lookMillis < 1) {
            throw new IllegalArgumentException("threads must be 0 or more and lookMillis at least 1, were %d and %d".formatted(
                    threads, lookMillis));
        }
    }

    /** A model that is looked after every five seconds, on half of the cores of each member. */
    public static ModelRef of(String store, String model) {
        return new ModelRef(store, model, 0, LOOK_MILLIS);
    }

    /** Threads on this machine. */
    int threadsHere() {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** Whether it does not name a version by its number. */
    boolean mayChange() {
        return !FIXED.matcher(model).matches();
    }
}
