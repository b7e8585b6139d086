package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    /** @throws InvalidConfigException if something did not hold */
    void orThrow() {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
    }
}
