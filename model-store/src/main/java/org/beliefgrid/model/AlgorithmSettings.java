package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.beliefgrid.error.InvalidConfigException;

/**
 * Reads the settings of an {@link AlgorithmPlan}, strictly: a getter whose setting is left out gives the fallback, one whose
 * setting is not what it must be notes a problem. {@link #refuseRest} comes last, and has a line for every problem and for
 * every setting that no getter asked for. Not thread-safe.
 */
public final class AlgorithmSettings {
    private final String algorithm;
    private final Map<String, String> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    /** @param plan whose settings are read */
    public AlgorithmSettings(AlgorithmPlan plan) {
        algorithm = plan.name();
        values = plan.settings();
    }

    /** A whole number from {@code least} to {@code most}. */
    public int whole(String name, int fallback, int least, int most) {
        return read(name, fallback, "a whole number from %d to %d".formatted(least, most), text -> {
            int value = Integer.parseInt(text);
            return value >= least && value <= most ? value : null;
        });
    }

    /** A number from {@code least} to {@code most}; NaN is none. */
    public double number(String name, double fallback, double least, double most) {
        return read(name, fallback, "a number from %s to %s".formatted(least, most), text -> {
            double value = Double.parseDouble(text);
            return value >= least && value <= most ? value : null;
        });
    }

    /** true or false. */
    public boolean yesOrNo(String name, boolean fallback) {
        return read(name, fallback, "true or false",
                text -> text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null);
    }

    /** One of some words. */
    public String word(String name, String fallback, List<String> words) {
        return read(name, fallback, String.join(" or ", words), text -> words.contains(text) ? text : null);
    }

    private <T> T read(String name, T fallback, String expected, Function<String, T> reader) {
        known.add(name);
        String text = values.get(name);
        if (text == null) {
            return fallback;
        }
        T value;
        try {
            value = reader.apply(text);
        } catch (NumberFormatException e) {
            value = null;
        }
        if (value == null) {
            problems.add("algorithm %s: %s must be %s, was %s".formatted(algorithm, name, expected, Settings.shown(text)));
            return fallback;
        }
        return value;
    }

    /** @throws InvalidConfigException if a setting was not what it must be, or no getter has asked for it */
    public void refuseRest() {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                problems.add("algorithm %s: unknown setting %s; %s".formatted(algorithm, name, known.isEmpty() ? "it has none"
                        : "known here: " + String.join(", ", known)));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
    }
}
