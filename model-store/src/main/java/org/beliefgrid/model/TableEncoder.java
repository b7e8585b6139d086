package org.beliefgrid.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.model.TableInput.Column;

/** Turns raw values of a table's row into those of visible units, as a {@link TableInput} says. Thread-safe. */
public final class TableEncoder {
    /** What {@link #label} says of a name that is no class. */
    public static final int UNKNOWN = -2;

    private final TableInput input;
    private final int units;
    private final int numbers;
    private final Column[] columns;
    private final float[][] whenMissing;
    private final List<Map<String, Integer>> categories;
    private final Map<String, Integer> classes;
    private final double least;
    private final double most;

    /** The encoder of an input. */
    public TableEncoder(TableInput input) {
        this.input = input;
        units = input.units();
        columns = input.columns().toArray(Column[]::new);
        numbers = (int) input.columns().stream().filter(column -> !column.isCategorical()).count();
        whenMissing = new float[columns.length][];
        for (int column = 0; column < columns.length; column++) {
            List<Float> values = columns[column].whenMissing();
            whenMissing[column] = new float[values.size()];
            for (int unit = 0; unit < values.size(); unit++) {
                whenMissing[column][unit] = values.get(unit);
            }
        }
        categories = input.columns().stream().map(column -> places(column.categories())).toList();
        classes = places(input.classes());
        switch (input.schema().scale()) {
            case UNIT -> {
                least = 0;
                most = 1;
            }
            case STANDARDISE -> {
                least = -TableInput.MOST_DEVIATIONS;
                most = TableInput.MOST_DEVIATIONS;
            }
            default -> {
                least = -Float.MAX_VALUE;
                most = Float.MAX_VALUE;
            }
        }
    }

    private static Map<String, Integer> places(List<String> names) {
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < names.size(); place++) {
            places.put(names.get(place), place);
        }
        return places;
    }

    /** What it encodes for. */
    public TableInput input() {
        return input;
    }

    /** Number of visible units. */
    public int units() {
        return units;
    }

    /** Number of columns of numbers. */
    public int numbers() {
        return numbers;
    }

    /** Number of categorical columns. */
    public int texts() {
        return columns.length - numbers;
    }

    /**
     * The values of the visible units of a row that is given by the names of its columns. Columns that the model does not have
     * are not looked at; one that is left out, null, or written as the schema writes what is missing, is a missing value.
     *
     * @param row texts or numbers by column
     * @return [units], new
     * @throws IllegalArgumentException if a column of numbers has something else, or a value is missing and the schema takes
     *     that for an error, or has rows without it passed over
     */
    public float[] encode(Map<String, ?> row) {
        double[] values = new double[numbers()];
        String[] names = new String[texts()];
        int nextNumber = 0;
        int nextName = 0;
        for (Column column : columns) {
            Object found = row.get(column.name());
            boolean missing = found == null || found instanceof String text && input.schema().missingAs().contains(text);
            if (column.isCategorical()) {
                names[nextName++] = missing ? null : found.toString();
            } else {
                values[nextNumber++] = missing ? Double.NaN : number(column.name(), found);
            }
        }
        float[] result = new float[units];
        int missing = encode(values, names, result, 0);
        TableSchema.Missing rule = input.schema().missing();
        if (missing >= 0 && (rule == TableSchema.Missing.ERROR || rule == TableSchema.Missing.SKIP_ROW)) {
            throw new IllegalArgumentException("column %s has no value, or none that is known"
                    .formatted(columns[missing].name()));
        }
        return result;
    }

    private static double number(String column, Object found) {
        double value = Double.NaN;
        try {
            value = found instanceof Number number ? number.doubleValue() : Double.parseDouble(found.toString());
        } catch (NumberFormatException e) {
            // Said below, with the column.
        }
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("column %s is \"%s\", expected a number of at most 3.4e38"
                    .formatted(column, found));
        }
        return value;
    }

    /** The class of that name, or {@link #UNKNOWN}. */
    public int label(String name) {
        return classes.getOrDefault(name, UNKNOWN);
    }

    /**
     * The values of the visible units. A category that is not known is a missing value.
     *
     * @param values [numbers] of the columns of numbers, in their order, each finite; NaN where a value is missing; not
     *     modified
     * @param names [texts] of the categorical columns, in their order; null where a value is missing; not modified
     * @param out [units] from {@code offset} on, overwritten
     * @return the first column without a value, or -1; its units are then as the input says
     */
    public int encode(double[] values, String[] names, float[] out, int offset) {
        int firstMissing = -1;
        int at = offset;
        int nextNumber = 0;
        int nextName = 0;
        for (int index = 0; index < columns.length; index++) {
            Column column = columns[index];
            float[] missing = whenMissing[index];
            if (column.isCategorical()) {
                String name = names[nextName++];
                Integer place = name == null ? null : categories.get(index).get(name);
                for (int unit = 0; unit < missing.length; unit++) {
                    out[at + unit] = place == null ? missing[unit] : unit == place ? 1 : 0;
                }
                firstMissing = place == null && firstMissing < 0 ? index : firstMissing;
            } else {
                double value = values[nextNumber++];
                if (value != value) {
                    out[at] = missing[0];
                    firstMissing = firstMissing < 0 ? index : firstMissing;
                } else {
                    out[at] = (float) Math.max(least, Math.min(most, (value - column.offset()) * column.factor()));
                }
            }
            at += missing.length;
        }
        return firstMissing;
    }
}
