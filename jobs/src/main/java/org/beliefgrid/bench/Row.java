package org.beliefgrid.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the benchmark.
 *
 * @param name by which it is chosen, such as {@code rbm-784x500}
 * @param what is measured
 * @param value measured
 * @param bound what the value is held against
 * @param details further figures, by name
 */
public record Row(String name, String what, double value, Bound bound, Map<String, Object> details) {
    /**
     * A target.
     *
     * @param atLeast whether the value should be at least the target; else at most
     * @param target the value aimed at
     * @param unit of both, empty for a ratio
     */
    public record Bound(boolean atLeast, double target, String unit) {
        static Bound atLeast(double target, String unit) {
            return new Bound(true, target, unit);
        }

        static Bound atMost(double target, String unit) {
            return new Bound(false, target, unit);
        }
    }

    /** This with one more detail, the first of them. */
    Row with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put(key, value);
        more.putAll(details);
        return new Row(name, what, this.value, bound, more);
    }

    /** Whether the target is reached; NaN reaches none. */
    public boolean reached() {
        return bound.atLeast ? value >= bound.target : value <= bound.target;
    }
}
