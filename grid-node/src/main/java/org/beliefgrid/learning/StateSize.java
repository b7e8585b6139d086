package org.beliefgrid.learning;

import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;

/** How many numbers algorithms keep, which is known before anything is loaded. */
final class StateSize {
    private StateSize() {
    }

    /**
     * Refuses states that no array could hold.
     *
     * @param name of the whole
     * @param algorithms that follow each other
     * @param visible units of the data
     * @throws InvalidConfigException if one has a state of 2^31 - 1 or more numbers
     */
    static void requireFits(String name, List<IterativeAlgorithm> algorithms, int visible) {
        for (IterativeAlgorithm algorithm : algorithms) {
            if (numbers(algorithm) >= Integer.MAX_VALUE) {
                throw new InvalidConfigException(("algorithm %s: %s must keep fewer than %,d numbers; with these settings it "
                        + "has "
                        + "more on %,d units of the data").formatted(name, algorithm.name(), Integer.MAX_VALUE, visible));
            }
        }
    }

    /** A section that is too long for an array is an overflow where its length is calculated. */
    private static long numbers(IterativeAlgorithm algorithm) {
        try {
            return Stream.concat(algorithm.layout().stream(), algorithm.own().stream()).mapToLong(Section::length).sum();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
