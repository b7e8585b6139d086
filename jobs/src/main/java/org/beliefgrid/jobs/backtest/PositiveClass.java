package org.beliefgrid.jobs.backtest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;

/**
 * Which class the measures of two classes are about; of more than two it is held against all others together.
 *
 * @param index of the class
 * @param name of the class
 */
public record PositiveClass(int index, String name) {
    private static final int TWO = 2;
    private static final List<String> YES = List.of("1", "yes", "true", "positive", "y", "t");

    /**
     * The class that is meant: the one that is named; if none is, the second of two, unless the first is called 1, yes, true or
     * positive and the second is not.
     *
     * @param classes names, in the order of the model's units
     * @throws InvalidConfigException if there is no such class, or none is named of more than two
     */
    public static PositiveClass of(List<String> classes, Optional<String> name) {
        if (name.isPresent()) {
            int index = classes.indexOf(name.get());
            if (index < 0) {
                throw new InvalidConfigException("--positive must be one of the classes %s, was %s"
                        .formatted(classes, name.get()));
            }
            return new PositiveClass(index, name.get());
        }
        if (classes.size() != TWO) {
            throw new InvalidConfigException("--positive must name one of the classes %s".formatted(classes));
        }
        int index = isYes(classes.get(0)) && !isYes(classes.get(1)) ? 0 : 1;
        return new PositiveClass(index, classes.get(index));
    }

    private static boolean isYes(String name) {
        return YES.contains(name.toLowerCase(Locale.ROOT));
    }
}
