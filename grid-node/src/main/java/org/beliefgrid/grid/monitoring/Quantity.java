package org.beliefgrid.grid.monitoring;

import com.hazelcast.jet.core.metrics.Unit;

/**
 * What a metric's value is, and how each of its readers wants it: JMX as people say it, Prometheus in base units, Jet, which
 * knows whole numbers only, in parts small enough.
 */
enum Quantity {
    /** A number that goes up and down. */
    NUMBER(false, "", new OfJet("", Unit.COUNT, 1), new OfPrometheus("", 1)),
    /** A number with digits behind the point. */
    DECIMAL(false, "", new OfJet("Micro", Unit.COUNT, 1e6), new OfPrometheus("", 1)),
    /** A share in percent. */
    PERCENT(false, "Percent", new OfJet("Ppm", Unit.COUNT, 1e4), new OfPrometheus("_ratio", 0.01)),
    /** A time. */
    SECONDS(false, "Seconds", new OfJet("Millis", Unit.MS, 1e3), new OfPrometheus("_seconds", 1)),
    /** A count since somebody began to watch. */
    TOTAL(true, "", new OfJet("", Unit.COUNT, 1), new OfPrometheus("", 1)),
    /** The same of bytes. */
    BYTES_TOTAL(true, "", new OfJet("", Unit.BYTES, 1), new OfPrometheus("", 1)),
    /** The same of time. */
    SECONDS_TOTAL(true, "Seconds", new OfJet("Millis", Unit.MS, 1e3), new OfPrometheus("_seconds", 1));

    private final boolean total;
    private final String jmxSuffix;
    private final OfJet jet;
    private final OfPrometheus prometheus;

    private record OfJet(String suffix, Unit unit, double factor) {
    }

    private record OfPrometheus(String suffix, double factor) {
    }

    Quantity(boolean total, String jmxSuffix, OfJet jet, OfPrometheus prometheus) {
        this.total = total;
        this.jmxSuffix = jmxSuffix;
        this.jet = jet;
        this.prometheus = prometheus;
    }

    /** Whether it only grows, until whoever counts begins again. */
    boolean isTotal() {
        return total;
    }

    /** Of {@code slowestShard}, {@code SlowestShardSeconds}. */
    String jmxName(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1) + jmxSuffix;
    }

    /** Of {@code slowestShard}, {@code slowestShardMillis}. */
    String jetName(String name) {
        return name + jet.suffix;
    }

    Unit jetUnit() {
        return jet.unit;
    }

    long jetValue(double value) {
        return Math.round(value * jet.factor);
    }

    /** Of {@code run} and {@code slowestShard}, {@code beliefgrid_run_slowest_shard_seconds}; of a total, not its last word. */
    String prometheusName(String subject, String name) {
        StringBuilder snake = new StringBuilder("beliefgrid_").append(subject).append('_');
        for (char letter : name.toCharArray()) {
            snake.append(Character.isUpperCase(letter) ? "_" + Character.toLowerCase(letter) : String.valueOf(letter));
        }
        return snake.append(prometheus.suffix).toString();
    }

    double prometheusValue(double value) {
        return value * prometheus.factor;
    }
}
