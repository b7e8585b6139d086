package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.metrics.Metric;

/**
 * What a model must be like to be promoted: conditions that all have to hold, such as
 * {@code auc >= 0.8 and lift@10 >= 3 and not worse than the promoted model}. The grammar:
 * <pre>
 * gate       = condition { "and" condition }
 * condition  = measure ( ">=" | ">" | "&lt;=" | "&lt;" ) number [ "%" ]
 *            | "not worse than the promoted model" [ "in" measure ]
 * measure    = error | accuracy | auc | averagePrecision | logLoss | brier | lift@N, N from 1 to 100
 * </pre>
 * Words are divided by spaces; comparisons need none around them. Error and accuracy are shares of the cases, in [0, 1], or
 * percents with their sign. Without "in" the promoted model is compared in the first measure that the gate names, or in the
 * error if it names none. Where no model is promoted none can be better.
 *
 * @param conditions in the order of the text, at least one
 */
public record PromotionGate(List<Condition> conditions) {
    /** Which side of a bound a figure must be on. */
    public enum Comparison {
        /** As much or more. */
        AT_LEAST(">="),
        /** More. */
        ABOVE(">"),
        /** As much or less. */
        AT_MOST("<="),
        /** Less. */
        BELOW("<");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        /** How a gate writes it. */
        public String sign() {
            return sign;
        }

        boolean holds(double found, double bound) {
            return switch (this) {
                case AT_LEAST -> found >= bound;
                case ABOVE -> found > bound;
                case AT_MOST -> found <= bound;
                case BELOW -> found < bound;
            };
        }
    }

    /** Something that must hold. */
    public sealed interface Condition {
        /** What is measured for it. */
        Metric metric();
    }

    /**
     * A bound.
     *
     * @param metric what is measured
     * @param comparison which side
     * @param bound finite
     */
    public record Bound(Metric metric, Comparison comparison, double bound) implements Condition {
        @Override
        public String toString() {
            return metric + " " + comparison.sign() + " " + bound;
        }
    }

    /**
     * As good as the promoted model on the same cases, or better.
     *
     * @param metric in what
     */
    public record NotWorse(Metric metric) implements Condition {
        @Override
        public String toString() {
            return "not worse than the promoted model in " + metric;
        }
    }

    /**
     * What became of a condition.
     *
     * @param text the condition with its figures
     * @param holds whether it holds
     */
    public record Verdict(String text, boolean holds) {
    }

    public PromotionGate {
        conditions = List.copyOf(conditions);
        if (conditions.isEmpty()) {
            throw new InvalidConfigException("promoteIf must be at least one condition, was none");
        }
    }

    /**
     * Reads a gate.
     *
     * @throws InvalidConfigException if the text is none; says at which character what was expected
     */
    public static PromotionGate read(String text) {
        return new PromotionGate(new GateReader(text).conditions());
    }

    /** All that must be measured, in the order of the conditions. */
    public List<Metric> metrics() {
        Set<Metric> metrics = new LinkedHashSet<>();
        conditions.forEach(condition -> metrics.add(condition.metric()));
        return List.copyOf(metrics);
    }

    /** Whether the promoted model is to be measured, too. */
    public boolean looksAtPromoted() {
        return conditions.stream().anyMatch(NotWorse.class::isInstance);
    }

    /** Whether somebody must say which class is the positive one. */
    public boolean needsPositive() {
        return metrics().stream().anyMatch(Metric::needsPositive);
    }

    /**
     * Holds figures against the conditions.
     *
     * @param figures of the model, all of {@link #metrics}
     * @param promoted those of the promoted model on the same cases; empty if none is promoted
     * @return a verdict for each condition; the gate is passed if all hold
     */
    public List<Verdict> judge(Map<Metric, Double> figures, Optional<Map<Metric, Double>> promoted) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Condition condition : conditions) {
            double found = figures.get(condition.metric());
            if (condition instanceof Bound bound) {
                verdicts.add(new Verdict("%s: %s".formatted(bound, shown(found)),
                        bound.comparison().holds(found, bound.bound())));
            } else if (promoted.isEmpty()) {
                verdicts.add(new Verdict(condition + ": none is promoted", true));
            } else {
                double other = promoted.get().get(condition.metric());
                boolean holds = condition.metric().moreIsBetter() ? found >= other : found <= other;
                verdicts.add(new Verdict("%s: %s, promoted %s".formatted(condition, shown(found), shown(other)), holds));
            }
        }
        return verdicts;
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }

    /** As {@link #read} reads it. */
    @Override
    public String toString() {
        return String.join(" and ", conditions.stream().map(Object::toString).toList());
    }
}
