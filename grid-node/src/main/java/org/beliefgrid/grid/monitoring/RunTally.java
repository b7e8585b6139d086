package org.beliefgrid.grid.monitoring;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.beliefgrid.grid.RoundFigure;
import org.beliefgrid.grid.RoundReport;

/**
 * What somebody who heard of a run's rounds knows of it: the last report, what was measured last in its phase, since not every
 * round measures everything, and sums since he began to listen. Immutable.
 */
public final class RunTally {
    /** Before any round. */
    public static final RunTally NOTHING = new RunTally(null, Map.of(), 0, 0, 0);

    private final RoundReport last;
    private final Map<RoundFigure, Double> figures;
    private final long cases;
    private final long bytesSent;
    private final long shardReruns;

    private RunTally(RoundReport last, Map<RoundFigure, Double> figures, long cases, long bytesSent, long shardReruns) {
        this.last = last;
        this.figures = figures;
        this.cases = cases;
        this.bytesSent = bytesSent;
        this.shardReruns = shardReruns;
    }

    /** After one more round. One that is heard of twice counts once. */
    public RunTally after(RoundReport report) {
        if (last != null && last.round() == report.round()) {
            return this;
        }
        Map<RoundFigure, Double> known = new EnumMap<>(RoundFigure.class);
        if (last != null && last.algorithm().equals(report.algorithm())) {
            known.putAll(figures);
        }
        for (RoundFigure figure : RoundFigure.values()) {
            report.figure(figure.kind()).ifPresent(value -> known.put(figure, value));
        }
        return new RunTally(report, known, cases + report.cases(), bytesSent + report.work().bytesSent(),
                shardReruns + report.work().reruns());
    }

    /** The last report. */
    Optional<RoundReport> last() {
        return Optional.ofNullable(last);
    }

    /** What was measured last in the phase of the last round; empty if it was not measured so far. */
    OptionalDouble figure(RoundFigure figure) {
        Double value = figures.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    long cases() {
        return cases;
    }

    long bytesSent() {
        return bytesSent;
    }

    long shardReruns() {
        return shardReruns;
    }
}
