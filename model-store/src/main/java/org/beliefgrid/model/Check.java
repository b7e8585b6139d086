package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import org.beliefgrid.error.InvalidConfigException;

/**
 * Bounds of settings. Each states what must hold, so that NaN, of which nothing holds, is refused. All are looked at before one
 * exception tells about those that are broken, a line each.
 */
final class Check {
    private final List<String> problems = new ArrayList<>();

    Check that(boolean holds, String setting, String allowed, Object found) {
        if (!holds) {
            problems.add(String.format(Locale.ROOT, "%s must be %s, was %s", setting, allowed, found));
        }
        return this;
    }

    /**
     * A bound that a number must keep as it is written and as the float that kernels calculate with: what is just below 1 may
     * be 1 there, and what is just above 0 may be 0.
     */
    Check asFloat(DoublePredicate bound, String setting, String allowed, double found) {
        boolean asWritten = bound.test(found);
        return that(asWritten && bound.test((float) found), setting,
                asWritten ? allowed + " as a number of 32 bits" : allowed, found);
    }

    /** From 0, below 1, as a float. */
    Check belowOne(String setting, double found) {
        return asFloat(value -> value >= 0 && value < 1, setting, "in [0, 1)", found);
    }

    /** From 0, finite, as a float. */
    Check notNegative(String setting, double found) {
        return asFloat(value -> value >= 0 && value < Double.POSITIVE_INFINITY, setting, "0 or more and finite", found);
    }

    /** Above 0, finite, as a float. */
    Check positive(String setting, double found) {
        return asFloat(value -> value > 0 && value < Double.POSITIVE_INFINITY, setting, "greater than 0 and finite", found);
    }

    /** @throws InvalidConfigException if something did not hold */
    void orThrow() {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
    }
}
