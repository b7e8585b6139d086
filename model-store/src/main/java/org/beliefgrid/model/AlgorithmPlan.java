package org.beliefgrid.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which algorithm a plan trains by, and that algorithm's own settings, as they were written: what they mean is known to the
 * algorithm alone, which reads them by {@link AlgorithmSettings}.
 *
 * @param name 1 to 100 of the characters a-z 0-9 and -, beginning with a letter; default deep-belief-network
 * @param settings values by name, names of up to 100 of the characters A-Z a-z 0-9 and -, beginning with a letter; default none
 */
public record AlgorithmPlan(String name, Map<String, String> settings) {
    /** Name of the algorithm that holds where a plan names none. */
    public static final String DEEP_BELIEF_NETWORK = "deep-belief-network";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,99}");
    private static final Pattern SETTING = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");
    private static final int LONGEST_VALUE = 1_000;

    /** A deep belief network, whose settings are those of the plan itself. */
    public static final AlgorithmPlan DEFAULT = new AlgorithmPlan(DEEP_BELIEF_NETWORK, Map.of());

    public AlgorithmPlan {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        Check check = new Check().that(NAME.matcher(name).matches(), "algorithm.name",
                "a name of a-z, 0-9 and -, beginning with a letter", Settings.shown(name));
        settings.forEach((setting, value) -> {
            check.that(SETTING.matcher(setting).matches(), "algorithm.settings",
                    "names of A-Z, a-z, 0-9 and -, beginning with a letter", Settings.shown(setting));
            check.that(value.length() <= LONGEST_VALUE, "algorithm.settings." + setting,
                    "at most " + LONGEST_VALUE + " characters", Settings.shown(value));
        });
        check.orThrow();
    }

    /** Whether it is what plans train by that name no algorithm. */
    public boolean isDefault() {
        return equals(DEFAULT);
    }

    /** The same algorithm with a setting more, or with another value of one. */
    public AlgorithmPlan with(String setting, String value) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.put(setting, value);
        return new AlgorithmPlan(name, changed);
    }
}
