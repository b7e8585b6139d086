package org.beliefgrid.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.beliefgrid.error.InvalidConfigException;

/**
 * Several training plans to choose from, as people write them: a YAML mapping of
 * <pre>
 * base    name of a preset, or a mapping of settings as in {@link PlanText}: what all plans have in common; may be left out
 * plans   mapping of a name to a mapping of the settings in which that plan differs, at least one plan
 * </pre>
 * A plan's mapping is laid over the base: of a setting that is a mapping in both, each part by itself; any other setting of the
 * plan takes the place of the base's. Names are 1 to 50 of the characters A-Z a-z 0-9 . _ - and do not begin with a dot.
 *
 * @param plans in the order of the file
 */
public record PlanList(Map<String, TrainingPlan> plans) {
    private static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,50}");
    private static final String MAPPING = "a mapping of settings";

    public PlanList {
        plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
    }

    /**
     * A preset.
     *
     * @param file name of its file, for messages
     * @param text the file
     */
    public record Preset(String file, String text) {
    }

    /**
     * Reads a list of plans.
     *
     * @param file name of the file, for messages
     * @param text the file
     * @param presets gives the preset of a name, or throws
     * @param defaults what holds where neither base nor plan says anything
     * @throws InvalidConfigException if the text or the preset is not YAML, or a setting of any plan is unknown, of a wrong
     *         type or out of its bounds; the message has one line for each problem of the whole file, with the plan's name
     */
    public static PlanList read(String file, String text, Function<String, Preset> presets, TrainingPlan defaults) {
        Map<?, ?> content = YamlMapping.parse(file, text);
        Set<String> problems = new LinkedHashSet<>();
        requireKnown(file, content, List.of("base", "plans"), problems);
        PlanList read = read(file, content, presets, defaults, problems);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
        return read;
    }

    /** Notes a problem for every key that is none of these. */
    static void requireKnown(String file, Map<?, ?> content, List<String> known, Set<String> problems) {
        for (Object key : content.keySet()) {
            if (!known.contains(key)) {
                problems.add("%s: unknown setting %s; known here: %s".formatted(file, key, String.join(", ", known)));
            }
        }
    }

    /**
     * Reads base and plans of a file that has other things, too.
     *
     * @param content the file's mapping
     * @param problems takes the problems; with any, what is read is of no use
     */
    static PlanList read(String file, Map<?, ?> content, Function<String, Preset> presets, TrainingPlan defaults,
            Set<String> problems) {
        Map<?, ?> base = base(file, content.get("base"), presets, problems);
        Map<String, TrainingPlan> plans = new LinkedHashMap<>();
        if (content.get("plans") instanceof Map<?, ?> given && !given.isEmpty()) {
            given.forEach((name, settings) -> settings(file, base, name, settings, problems)
                    .ifPresent(read -> plans.put(name.toString(), PlanText.read(read, defaults))));
        } else {
            problems.add("%s: plans must be a mapping of names to settings, at least one, was %s".formatted(file,
                    Settings.shown(content.get("plans"))));
        }
        return new PlanList(plans);
    }

    private static Map<?, ?> base(String file, Object found, Function<String, Preset> presets, Set<String> problems) {
        if (found instanceof String name) {
            Preset preset = presets.apply(name);
            // Its problems are told as those of its own file; what it lacks the plans may say.
            PlanText.readIncomplete(preset.file(), preset.text(), TrainingPlan.DEFAULTS);
            return YamlMapping.parse(preset.file(), preset.text());
        }
        if (found == null || found instanceof Map<?, ?>) {
            return found == null ? Map.of() : (Map<?, ?>) found;
        }
        problems.add("%s: base must be the name of a preset or %s, was %s".formatted(file, MAPPING, Settings.shown(found)));
        return Map.of();
    }

    /** @param found what stands under the name: a mapping, or nothing for the base as it is */
    private static Optional<Settings> settings(String file, Map<?, ?> base, Object name, Object found, Set<String> problems) {
        if (!(name instanceof String plan) || !NAME.matcher(plan).matches()) {
            problems.add("%s: name of a plan must be 1 to 50 of A-Z a-z 0-9 . _ - and not begin with a dot, was %s".formatted(
                    file, Settings.shown(name)));
            return Optional.empty();
        }
        if (found != null && !(found instanceof Map<?, ?>)) {
            problems.add("%s: plans.%s must be %s, was %s".formatted(file, plan, MAPPING, Settings.shown(found)));
            return Optional.empty();
        }
        Map<?, ?> own = found == null ? Map.of() : (Map<?, ?>) found;
        return Optional.of(Settings.of(file, merged(base, own), problems,
                setting -> (!has(own, setting) && has(base, setting) ? "base." : "plans." + plan + ".") + setting));
    }

    private static Map<?, ?> merged(Map<?, ?> below, Map<?, ?> above) {
        Map<Object, Object> all = new LinkedHashMap<>(below);
        above.forEach((key, value) -> all.put(key, value instanceof Map<?, ?> upper && all.get(key) instanceof Map<?, ?> lower
                ? merged(lower, upper) : value));
        return all;
    }

    /** Whether a mapping says something about a setting, such as {@code pretraining.epochs}. */
    private static boolean has(Map<?, ?> mapping, String setting) {
        Object found = mapping;
        for (String name : setting.split("\\.")) {
            if (!(found instanceof Map<?, ?> inner) || !inner.containsKey(name)) {
                return false;
            }
            found = inner.get(name);
        }
        return true;
    }
}
