package org.beliefgrid.model;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The moment at which something was so, as files have it: ISO 8601 with zone, in whole seconds, UTC. */
public final class Moment {
    private Moment() {
    }

    /** The present one, such as {@code 2026-11-25T10:12:44Z}. */
    public static String now() {
        return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
