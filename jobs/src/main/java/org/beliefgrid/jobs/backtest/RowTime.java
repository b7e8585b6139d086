package org.beliefgrid.jobs.backtest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.beliefgrid.error.BadInputException;

/**
 * Times of rows as numbers that sort like them: numbers, such as seconds or days since any time; or ISO 8601 dates and times,
 * {@code 2026-11-29}, {@code 2026-11-29T12:30:00} or with a zone at the end, UTC if there is none. All of a column must be of
 * one kind.
 */
final class RowTime {
    private static final long NANOS = 1_000_000_000;
    /** Empty before the first row. */
    private Kind kind;

    /** How times are written. */
    private enum Kind { NUMBER, DATE }

    /**
     * The place of a time among others.
     *
     * @param text null if there is none
     * @param place file and line, for messages
     * @throws BadInputException if it is no time, or of another kind than those before
     */
    long key(String text, String place) throws BadInputException {
        if (text == null) {
            throw new BadInputException(place + ": no time, which the split goes by");
        }
        if (kind == null) {
            kind = isNumber(text) ? Kind.NUMBER : Kind.DATE;
        }
        try {
            return kind == Kind.NUMBER ? sortable(Double.parseDouble(text)) : nanos(text);
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
            throw new BadInputException("%s: time is \"%s\", expected %s".formatted(place, text, kind == Kind.NUMBER
                    ? "a number, as in the first row" : "a number or an ISO 8601 date from 1678 to 2261"));
        }
    }

    private static boolean isNumber(String text) {
        try {
            sortable(Double.parseDouble(text));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Bits of a double that sort as it does. */
    private static long sortable(double value) {
        if (!Double.isFinite(value)) {
            throw new NumberFormatException("not finite");
        }
        long bits = Double.doubleToLongBits(value + 0.0);  // which makes -0 a 0
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }

    private static long nanos(String text) {
        Instant instant = text.length() <= 10 ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : hasZone(text) ? OffsetDateTime.parse(text).toInstant() : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
    }

    private static boolean hasZone(String text) {
        return text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
    }
}
