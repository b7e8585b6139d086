package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.beliefgrid.error.InvalidConfigException;

/**
 * One mapping of a settings file. A getter whose setting is left out gives the fallback; one whose setting is of a wrong type
 * notes a problem and gives the fallback, so that the rest of the file is looked at too. {@link #throwIfAny} comes last.
 */
final class Settings {
    private static final int LONGEST_SHOWN = 60;

    private final String file;
    private final String path;
    private final Map<?, ?> values;
    private final Collection<String> problems;
    private final UnaryOperator<String> origin;
    private final Set<String> known = new LinkedHashSet<>();

    private Settings(String file, String path, Map<?, ?> values, Collection<String> problems, UnaryOperator<String> origin) {
        this.file = file;
        this.path = path;
        this.values = values;
        this.problems = problems;
        this.origin = origin;
    }

    /**
     * The mapping of a whole file.
     *
     * @param file name of the file, for messages
     * @throws InvalidConfigException if the text is not YAML or not one mapping
     */
    static Settings read(String file, String text) {
        return read(file, text, YamlMapping.MOST_CODE_POINTS);
    }

    /** @param mostCodePoints that the text may have */
    static Settings read(String file, String text, int mostCodePoints) {
        return new Settings(file, "", YamlMapping.parse(file, text, mostCodePoints), new ArrayList<>(),
                UnaryOperator.identity());
    }

    /**
     * A mapping that was put together from several places of a file.
     *
     * @param file name of the file, for messages
     * @param problems takes the problems; one of the same words is noted once if it is a set
     * @param origin from the place of a setting in this mapping, such as {@code pretraining.epochs}, to that in the file
     */
    static Settings of(String file, Map<?, ?> values, Collection<String> problems, UnaryOperator<String> origin) {
        return new Settings(file, "", values, problems, origin);
    }

    /**
     * The mapping under a name; its problems are this one's too. An empty one if it is left out.
     *
     * @param expected what the setting must be, for messages
     */
    Settings section(String name, String expected) {
        Map<?, ?> section = get(name, Map.class, Map.of(), expected);
        return new Settings(file, path + name + ".", section, problems, origin);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean isNumber(String name) {
        return values.get(name) instanceof Number;
    }

    boolean isText(String name) {
        return values.get(name) instanceof String;
    }

    /** Whether a setting is a whole number of 32 bits. */
    boolean isWhole(String name) {
        return values.get(name) instanceof Integer;
    }

    /** Whether a setting is this word, one that stands beside numbers. */
    boolean is(String name, String word) {
        known.add(name);
        return word.equals(values.get(name));
    }

    int whole(String name, int fallback) {
        return whole(name, fallback, "a whole number of 32 bits");
    }

    /** @param expected what the setting must be, for messages */
    int whole(String name, int fallback, String expected) {
        return get(name, Integer.class, fallback, expected);
    }

    long wholeLong(String name, long fallback) {
        Object found = values.get(name);
        if (found instanceof Integer small) {
            known.add(name);
            return small;
        }
        return get(name, Long.class, fallback, "a whole number of 64 bits");
    }

    double number(String name, double fallback) {
        return number(name, fallback, "a number");
    }

    /** @param expected what the setting must be, for messages */
    double number(String name, double fallback, String expected) {
        return get(name, Number.class, fallback, expected).doubleValue();
    }

    boolean yesOrNo(String name, boolean fallback) {
        return get(name, Boolean.class, fallback, "true or false");
    }

    String text(String name, String fallback) {
        return get(name, String.class, fallback, "a text");
    }

    List<String> texts(String name, List<String> fallback) {
        String expected = "a list of texts";
        List<?> found = get(name, List.class, fallback, expected);
        if (!found.stream().allMatch(String.class::isInstance)) {
            problem(name, expected, found);
            return fallback;
        }
        return found.stream().map(String.class::cast).toList();
    }

    /** A name, which may also be written as a number or as true or false. */
    String word(String name, String fallback) {
        known.add(name);
        return values.containsKey(name) ? wordAt(name, values.get(name)) : fallback;
    }

    /** What is at a place of this mapping as a name. */
    String wordAt(String name, Object found) {
        if (found instanceof String || found instanceof Number || found instanceof Boolean) {
            return String.valueOf(found);
        }
        problem(name, "a name", found);
        return "";
    }

    /** A list of names. */
    List<String> words(String name, List<String> fallback) {
        List<?> found = get(name, List.class, fallback, "a list of names");
        return found.stream().map(value -> wordAt(name, value)).toList();
    }

    /** A list of anything; empty if it is left out. */
    List<?> list(String name, String expected) {
        return get(name, List.class, List.of(), expected);
    }

    /** A mapping that is an element of a list; its problems are this one's too. */
    Settings element(String name, Map<?, ?> element) {
        return new Settings(file, path + name + ".", element, problems, origin);
    }

    /** A mapping of names that are not known before to numbers; empty if it is left out. */
    Map<String, Double> numbersByName(String name, String expected) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        Map<?, ?> found = get(name, Map.class, Map.of(), expected);
        found.forEach((key, value) -> {
            if (value instanceof Number number) {
                numbers.put(String.valueOf(key), number.doubleValue());
            } else {
                problem(name + "." + key, "a number", value);
            }
        });
        return numbers;
    }

    /** A mapping of names that are not known before to words, which may also be numbers or true or false. */
    Map<String, String> wordsByName(String name) {
        Map<String, String> words = new LinkedHashMap<>();
        Map<?, ?> found = get(name, Map.class, Map.of(), "a mapping of settings");
        found.forEach((key, value) -> words.put(String.valueOf(key), wordAt(name + "." + key, value)));
        return words;
    }

    List<Integer> wholes(String name, List<Integer> fallback) {
        String expected = "a list of whole numbers of 32 bits";
        List<?> found = get(name, List.class, fallback, expected);
        if (!found.stream().allMatch(Integer.class::isInstance)) {
            problem(name, expected, found);
            return fallback;
        }
        return found.stream().map(Integer.class::cast).toList();
    }

    List<Double> numbers(String name, List<Double> fallback) {
        String expected = "a number or a list of numbers";
        if (isNumber(name)) {
            return List.of(number(name, 0));
        }
        List<?> found = get(name, List.class, fallback, expected);
        if (!found.stream().allMatch(Number.class::isInstance)) {
            problem(name, expected, found);
            return fallback;
        }
        return found.stream().map(value -> ((Number) value).doubleValue()).toList();
    }

    /**
     * One of several words.
     *
     * @param word how a choice is written
     */
    <E extends Enum<E>> E choice(String name, E fallback, Function<E, String> word) {
        List<E> choices = List.of(fallback.getDeclaringClass().getEnumConstants());
        List<String> words = choices.stream().map(word).toList();
        String expected = String.join(" or ", words);
        String found = get(name, String.class, word.apply(fallback), expected);
        if (!words.contains(found)) {
            problem(name, expected, found);
            return fallback;
        }
        return choices.get(words.indexOf(found));
    }

    /**
     * A value that checks itself.
     *
     * @param fallback what to go on with if it refuses
     * @param value throws an {@link InvalidConfigException} of one line per problem, each beginning with a name from this
     *     mapping
     */
    <T> T valid(T fallback, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidConfigException e) {
            e.getMessage().lines().forEach(line -> problems.add(file + ": " + placed(line)));
            return fallback;
        }
    }

    /** A line that begins with a name from this mapping, with the place of that name in the file. */
    private String placed(String line) {
        String name = line.split(" ", 2)[0];
        return origin.apply(path + name) + line.substring(name.length());
    }

    /** Notes a problem for every setting that no getter has asked for: most are misspelt. */
    void refuseUnknown() {
        for (Object name : values.keySet()) {
            if (!(name instanceof String) || !known.contains(name)) {
                String spelt = shown(name).replaceAll("^\"|\"$", "");
                problems.add("%s: unknown setting %s; known here: %s".formatted(file, origin.apply(path + spelt),
                        String.join(", ", known)));
            }
        }
    }

    /** @throws InvalidConfigException if there were problems, here or in a section, with a line for each */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
    }

    private <T> T get(String name, Class<T> type, T fallback, String expected) {
        known.add(name);
        if (!values.containsKey(name)) {
            return fallback;
        }
        Object found = values.get(name);
        if (!type.isInstance(found)) {
            problem(name, expected, found);
            return fallback;
        }
        return type.cast(found);
    }

    private void problem(String name, String expected, Object found) {
        problems.add("%s: %s must be %s, was %s".formatted(file, origin.apply(path + name), expected, shown(found)));
    }

    /** A value as a message shows it: on one line, texts in quotes, not too long. */
    static String shown(Object value) {
        if (value == null) {
            return "empty";
        }
        String text = String.valueOf(value).replaceAll("\\s+", " ");
        if (text.length() > LONGEST_SHOWN) {
            text = text.substring(0, LONGEST_SHOWN) + "...";
        }
        return value instanceof String ? '"' + text + '"' : text;
    }
}
