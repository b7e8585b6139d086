package org.beliefgrid.model;

import java.util.List;

/**
 * What turns a row of a table into the values of a network's visible units, as it was found in the training rows; a model keeps
 * it, so that it takes rows as they are and answers with names.
 *
 * @param schema how the training rows were read
 * @param columns that are read, in the order of their units
 * @param classes names of the classes, in the order of the softmax layer's units; empty if there is no label
 */
public record TableInput(TableSchema schema, List<Column> columns, List<String> classes) {
    /** How far from 0 a standardised value may be. */
    public static final double MOST_DEVIATIONS = 10;

    /**
     * A column and its units.
     *
     * @param name in the header
     * @param offset a number x becomes {@code (x - offset) * factor}, within the bounds of the scale
     * @param factor as above; 0 in a column whose numbers were all the same
     * @param categories names, each with a unit that is 1 in rows of that name and 0 in others; empty for a column of numbers,
     *     which has one unit
     * @param whenMissing values of its units in a row without a value, one a unit
     */
    public record Column(String name, double offset, double factor, List<String> categories, List<Float> whenMissing) {
        public Column {
            categories = List.copyOf(categories);
            whenMissing = List.copyOf(whenMissing);
            int units = Math.max(1, categories.size());
            if (whenMissing.size() != units) {
                throw new IllegalArgumentException("column %s: %d values for %d units".formatted(name, whenMissing.size(),
                        units));
            }
            if (!Double.isFinite(offset) || !Double.isFinite(factor) || !whenMissing.stream().allMatch(Float::isFinite)) {
                throw new IllegalArgumentException("column %s: offset, factor and values must be finite".formatted(name));
            }
        }

        /** A column of numbers. */
        public static Column number(String name, double offset, double factor, float whenMissing) {
            return new Column(name, offset, factor, List.of(), List.of(whenMissing));
        }

        /** A column of names. */
        public static Column categorical(String name, List<String> categories, List<Float> whenMissing) {
            return new Column(name, 0, 1, categories, whenMissing);
        }

        /** Number of visible units. */
        public int units() {
            return whenMissing.size();
        }

        /** Whether its values are names. */
        public boolean isCategorical() {
            return !categories.isEmpty();
        }
    }

    public TableInput {
        columns = List.copyOf(columns);
        classes = List.copyOf(classes);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a table must have a column to learn from, had none");
        }
    }

    /** Number of visible units. */
    public int units() {
        return columns.stream().mapToInt(Column::units).reduce(0, Math::addExact);
    }

    /** Names of the columns, in the order of their units. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}
