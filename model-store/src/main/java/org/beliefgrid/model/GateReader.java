package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.model.PromotionGate.Bound;
import org.beliefgrid.model.PromotionGate.Comparison;
import org.beliefgrid.model.PromotionGate.Condition;
import org.beliefgrid.model.PromotionGate.NotWorse;

/** Reads the text of a {@link PromotionGate}, word by word from left to right. */
final class GateReader {
    private static final Pattern WORD = Pattern.compile(">=|<=|>|<|%|[^\\s<>=%]+|\\S");
    private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");
    private static final List<String> NOT_WORSE = List.of("not", "worse", "than", "the", "promoted", "model");
    private static final int HUNDRED = 100;

    private final String text;
    private final Matcher words;
    /** Empty at the end. */
    private Optional<String> word;

    GateReader(String text) {
        this.text = text;
        words = WORD.matcher(text);
        advance();
    }

    /** All conditions. */
    List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        do {
            conditions.add(condition(conditions));
        } while (and());
        return conditions;
    }

    private boolean and() {
        if (word.isEmpty()) {
            return false;
        }
        require("and");
        return true;
    }

    private Condition condition(List<Condition> before) {
        if (!is("not")) {
            Metric metric = metric("a measure (" + Metric.NAMES + ") or \"not worse than the promoted model\"");
            return new Bound(metric, comparison(), number());
        }
        NOT_WORSE.forEach(this::require);
        if (!is("in")) {
            return new NotWorse(before.isEmpty() ? Metric.ERROR : before.get(0).metric());
        }
        advance();
        return new NotWorse(metric("a measure (" + Metric.NAMES + ")"));
    }

    private Metric metric(String expected) {
        Metric metric = word.flatMap(Metric::named).orElseThrow(() -> refusal(expected));
        advance();
        return metric;
    }

    private Comparison comparison() {
        for (Comparison comparison : Comparison.values()) {
            if (is(comparison.sign())) {
                advance();
                return comparison;
            }
        }
        throw refusal(">=, >, <= or <");
    }

    private double number() {
        if (word.isEmpty() || !NUMBER.matcher(word.get()).matches() || !Double.isFinite(Double.parseDouble(word.get()))) {
            throw refusal("a number");
        }
        double number = Double.parseDouble(word.get());
        advance();
        if (is("%")) {
            advance();
            return number / HUNDRED;
        }
        return number;
    }

    private boolean is(String expected) {
        return word.isPresent() && word.get().equals(expected);
    }

    private void require(String expected) {
        if (!is(expected)) {
            throw refusal("\"" + expected + "\"");
        }
        advance();
    }

    private void advance() {
        word = words.find() ? Optional.of(words.group()) : Optional.empty();
    }

    private InvalidConfigException refusal(String expected) {
        return new InvalidConfigException("promoteIf must have %s at character %d, %s".formatted(expected,
                word.isPresent() ? words.start() + 1 : text.length() + 1,
                word.map(found -> "was \"" + found + "\"").orElse("ended")));
    }
}
