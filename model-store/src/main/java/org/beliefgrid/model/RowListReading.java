package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.PlanList.Preset;
import org.beliefgrid.model.RowList.Comparison;
import org.beliefgrid.model.RowList.Published;

/** A file of rows while it is read: {@link RowList} says what is in it. */
final class RowListReading {
    private static final String ROWS = "a list of rows";
    private static final double ALL = 100;

    private final String file;
    private final Map<?, ?> content;
    private final Set<String> problems = new LinkedHashSet<>();
    private final Map<String, TrainingPlan> rows;
    private final Settings settings;

    RowListReading(String file, Map<?, ?> content, Function<String, Preset> presets) {
        this.file = file;
        this.content = content;
        PlanList.requireKnown(file, content,
                List.of("base", "plans", "remarks", "stacks", "published", "compare", "curves", "filters"), problems);
        rows = PlanList.read(file, content, presets, TrainingPlan.DEFAULTS, problems).plans();
        settings = Settings.of(file, content, problems, name -> name);
    }

    RowList read() {
        Map<String, String> remarks = remarks();
        Map<String, String> stacks = stacks();
        List<Published> published = new ArrayList<>();
        for (Settings entry : entries("published")) {
            published.add(published(entry));
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (Settings entry : entries("compare")) {
            comparisons.add(comparison(entry));
        }
        Map<String, List<String>> curves = curves();
        List<String> filters = known("filters", settings.texts("filters", List.of()));
        if (problems.isEmpty()) {
            rows.forEach((name, plan) -> requireRow(name, plan, stacks));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
        return new RowList(rows, differences(), remarks, stacks, published, comparisons, curves, filters);
    }

    private void problem(String where, String expected, Object found) {
        problems.add("%s: %s must be %s, was %s".formatted(file, where, expected, Settings.shown(found)));
    }

    private List<String> known(String where, List<String> names) {
        names.stream().filter(name -> !rows.containsKey(name)).forEach(name -> problem(where, "a row of plans", name));
        return names;
    }

    private Map<?, ?> mapping(String name, String expected) {
        Object found = content.get(name);
        if (found == null && !content.containsKey(name)) {
            return Map.of();
        }
        if (found instanceof Map<?, ?> mapping) {
            return mapping;
        }
        problem(name, expected, found);
        return Map.of();
    }

    private Map<String, String> remarks() {
        Map<String, String> remarks = new LinkedHashMap<>();
        mapping("remarks", "a mapping of rows to texts").forEach((row, text) -> {
            known("remarks", List.of(String.valueOf(row)));
            if (!(text instanceof String found) || found.isBlank() || found.lines().count() > 1) {
                problem("remarks." + row, "a text of one line", text);
            }
            remarks.put(String.valueOf(row), String.valueOf(text));
        });
        return remarks;
    }

    private Map<String, String> stacks() {
        Map<String, String> stacks = new LinkedHashMap<>();
        mapping("stacks", "a mapping of rows to rows").forEach((row, of) -> {
            known("stacks", List.of(String.valueOf(row)));
            known("stacks." + row, List.of(String.valueOf(of)));
            stacks.put(String.valueOf(row), String.valueOf(of));
        });
        return stacks;
    }

    private List<Settings> entries(String name) {
        List<Settings> entries = new ArrayList<>();
        for (Object found : settings.list(name, "a list of mappings")) {
            String place = "%s[%d]".formatted(name, entries.size() + 1);
            if (!(found instanceof Map<?, ?>)) {
                problem(place, "a mapping", found);
            }
            entries.add(settings.element(place, found instanceof Map<?, ?> entry ? entry : Map.of()));
        }
        return entries;
    }

    private String text(Settings entry, String name) {
        String found = entry.text(name, "");
        return entry.valid(found, () -> {
            new Check().that(!found.isBlank(), name, "a text", "empty").orThrow();
            return found;
        });
    }

    private Published published(Settings entry) {
        double error = entry.number("error", 0);
        entry.valid(error, () -> {
            new Check().that(error > 0 && error < ALL, "error", "above 0 and below 100", error).orThrow();
            return error;
        });
        Published read = new Published(error, text(entry, "what"), text(entry, "source"),
                known("rows of published", entry.texts("rows", List.of())));
        entry.refuseUnknown();
        return read;
    }

    private Comparison comparison(Settings entry) {
        double within = entry.number("within", 0);
        entry.valid(within, () -> {
            new Check().that(within >= 0 && within < ALL, "within", "from 0, below 100", within).orThrow();
            return within;
        });
        String row = text(entry, "row");
        String against = text(entry, "against");
        known("rows of compare", List.of(row, against));
        Comparison read = new Comparison(text(entry, "what"), row, against,
                entry.has("within") ? Optional.of(within) : Optional.empty());
        entry.refuseUnknown();
        return read;
    }

    private Map<String, List<String>> curves() {
        Map<String, List<String>> curves = new LinkedHashMap<>();
        mapping("curves", "a mapping of names to lists of rows").forEach((name, found) -> {
            String where = "curves." + name;
            if (!String.valueOf(name).matches("[A-Za-z0-9_-]{1,50}")) {
                problem("curves", "a mapping of names of 1 to 50 of A-Z a-z 0-9 _ -", name);
            }
            List<String> shown = found instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
            if (shown.isEmpty() || shown.size() > RowList.MOST_CURVES) {
                problem(where, "%s, 1 to %d".formatted(ROWS, RowList.MOST_CURVES), found);
            }
            curves.put(String.valueOf(name), known(where, shown));
        });
        return curves;
    }

    private void requireRow(String name, TrainingPlan plan, Map<String, String> stacks) {
        String place = "plans." + name;
        FineTuning fineTuning = plan.fineTuning();
        if (fineTuning.epochs() == 0) {
            problem(place + ".fineTuning.epochs", "1 or more: without fine-tuning there is no error", 0);
        }
        if (fineTuning.patience() > 0) {
            problem(place + ".fineTuning.patience", "0: the last epoch counts", fineTuning.patience());
        }
        TrainingPlan first = rows.values().iterator().next();
        if (plan.blasCore() != first.blasCore()) {
            problem(place + ".blasCore", first.blasCore().setting() + " as in the first row", plan.blasCore().setting());
        }
        if (stacks.containsKey(name)) {
            requireStack(name, plan, stacks.get(name), stacks);
        }
    }

    private void requireStack(String name, TrainingPlan plan, String of, Map<String, String> stacks) {
        TrainingPlan other = rows.get(of);
        String where = "stacks." + name;
        if (stacks.containsKey(of) || other.pretraining().epochs() == 0) {
            problem(where, "a row that is pre-trained itself", of);
            return;
        }
        if (!plan.hidden().equals(other.hidden())) {
            problem(where, "a row with the same hidden layers, " + plan.hidden(), other.hidden());
        }
        // The deviation is that of the softmax layer, too.
        if (!plan.pretraining().withInitialDeviation(other.pretraining().initialDeviation()).equals(other.pretraining())) {
            problem(where, "a row with the same pretraining but for initialDeviation", of);
        }
        if (plan.heldOut() != other.heldOut()) {
            problem(where, "a row with the same heldOut, " + plan.heldOut(), other.heldOut());
        }
    }

    private Map<String, String> differences() {
        Map<String, String> differences = new LinkedHashMap<>();
        ((Map<?, ?>) content.get("plans")).forEach((row, own) -> {
            String written = flow(own == null ? Map.of() : own);
            differences.put(row.toString(), written.substring(1, written.length() - 1));
        });
        return differences;
    }

    /** What was read as people write it on one line. */
    private static String flow(Object value) {
        if (value instanceof Map<?, ?> mapping) {
            return mapping.entrySet().stream().map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return String.valueOf(value);
    }
}
