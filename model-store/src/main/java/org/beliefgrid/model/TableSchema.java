package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.beliefgrid.error.InvalidConfigException;

/**
 * How the rows of a table become cases: which columns are features and which is the label, and what happens to values that are
 * missing, rows that are malformed, and scales that differ.
 *
 * @param format of the files
 * @param columns number of columns; of LIBSVM files only, 0 for the largest index of the training rows
 * @param separator between two fields of a row; of CSV only. Neither a quote nor an end of line
 * @param features columns that become visible units, in this order; empty for all but the label and those excluded, in the
 *     order of the file
 * @param exclude columns that are not read; only where {@code features} is empty
 * @param label column with the class; empty if there is none
 * @param classes names of the classes, in the order of the softmax layer's units; empty for those that the training rows have,
 *     sorted
 * @param missing what a missing value becomes
 * @param missingAs how a missing value is written
 * @param scale what is done to numbers
 * @param malformed what becomes of a row that cannot be read
 * @param classWeights how much the cases of a class count in fine-tuning
 */
public record TableSchema(Format format, int columns, char separator, List<Feature> features, List<String> exclude,
                          String label, List<String> classes, Missing missing, List<String> missingAs, Scale scale,
                          Malformed malformed,
                          ClassWeights classWeights) {
    /** Name of the label of LIBSVM files. */
    public static final String SVM_LABEL = "label";
    /** Most columns of a file. */
    public static final int MOST_COLUMNS = 1 << 16;
    /** Most classes of a label column. */
    public static final int MOST_CLASSES = 255;

    /** All columns of a CSV file, no label, nothing missing, scaled to [0, 1]. */
    public static final TableSchema DEFAULTS = new TableSchema(Format.CSV, 0, ',', List.of(), List.of(), "", List.of(),
            Missing.ERROR, List.of(""), Scale.UNIT, Malformed.FATAL, ClassWeights.NONE);

    /** Format of the files. */
    public enum Format {
        /** Text, a row a line, the first with the names of the columns (RFC 4180, but without ends of lines in a field). */
        CSV("csv"),
        /**
         * Text, a row a line: its label, then {@code index:value} for each column that is not 0, counted from 1 (LIBSVM,
         * SVMlight). The columns are called 1, 2, 3 and so on, the label {@link #SVM_LABEL}.
         */
        LIBSVM("libsvm"),
        /** Parquet files of flat columns: numbers, truth values and texts. A null is a missing value, and so is a NaN. */
        PARQUET("parquet");

        private final String setting;

        Format(String setting) {
            this.setting = setting;
        }

        /** How a schema writes it. */
        public String setting() {
            return setting;
        }
    }

    /** What a missing value becomes; so does a category that the training rows do not have. */
    public enum Missing {
        /** The row is malformed. */
        ERROR("error"),
        /** The mean of the training rows that have a value; of a categorical column the share of each category. */
        MEAN("mean"),
        /** Its units are 0, whatever the scale. */
        ZERO("zero"),
        /** The row is passed over and counted. */
        SKIP_ROW("skip-row");

        private final String setting;

        Missing(String setting) {
            this.setting = setting;
        }

        /** How a schema writes it. */
        public String setting() {
            return setting;
        }
    }

    /** What is done to the numbers of a column. Found in the training rows that are not held out. */
    public enum Scale {
        /** The least becomes 0, the largest 1, and what lies outside of them the nearer of the two. */
        UNIT("unit"),
        /** Minus the mean, divided by the standard deviation, at most 10 from 0. */
        STANDARDISE("standardise"),
        /** Taken as they are. */
        NONE("none");

        private final String setting;

        Scale(String setting) {
            this.setting = setting;
        }

        /** How a schema writes it. */
        public String setting() {
            return setting;
        }
    }

    /** What becomes of a row that cannot be read. */
    public enum Malformed {
        /** It ends the reading. */
        FATAL("fatal"),
        /** It is passed over and counted. */
        SKIP("skip");

        private final String setting;

        Malformed(String setting) {
            this.setting = setting;
        }

        /** How a schema writes it. */
        public String setting() {
            return setting;
        }
    }

    /**
     * A column that becomes visible units.
     *
     * @param name in the header
     * @param categorical whether its values are names, each of which becomes a unit of its own that is 1 or 0; else they are
     *     numbers, one unit
     * @param categories names in the order of their units; empty for those that the training rows have, sorted
     */
    public record Feature(String name, boolean categorical, List<String> categories) {
        public Feature {
            categories = List.copyOf(categories);
        }

        /** A column of numbers. */
        public static Feature number(String name) {
            return new Feature(name, false, List.of());
        }
    }

    /** @throws InvalidConfigException if settings are out of bounds or do not go together; one line for each problem */
    public TableSchema {
        features = List.copyOf(features);
        exclude = List.copyOf(exclude);
        classes = List.copyOf(classes);
        missingAs = List.copyOf(missingAs);
        List<String> names = features.stream().map(Feature::name).toList();
        Check check = new Check();
        check.that(separator != '"' && separator != '\n' && separator != '\r' && separator < 128, "separator",
                "one ASCII character that is neither a quote nor an end of line", "\"" + separator + "\"");
        check.that(columns >= 0 && columns <= MOST_COLUMNS && (columns == 0 || format == Format.LIBSVM), "columns",
                format == Format.LIBSVM ? "1 to " + MOST_COLUMNS : "left out, but of libsvm", columns);
        check.that(format != Format.LIBSVM || label.isEmpty() || label.equals(SVM_LABEL), "label",
                SVM_LABEL + " or \"\" with format libsvm", label);
        check.that(format != Format.LIBSVM || features.stream().noneMatch(Feature::categorical), "features",
                "without categorical ones with format libsvm", names);
        check.that(isSet(names), "features", "different columns", names);
        check.that(names.stream().noneMatch(String::isEmpty), "features", "names of columns", names);
        check.that(label.isEmpty() || !names.contains(label), "features", "without the label, " + label, names);
        check.that(exclude.isEmpty() || features.isEmpty(), "exclude", "left out where features are listed", exclude);
        check.that(isSet(classes), "classes", "different names", classes);
        check.that(classes.isEmpty() || classes.size() >= 2 && classes.size() <= MOST_CLASSES, "classes",
                "2 to " + MOST_CLASSES + " names", classes.size());
        check.that(classes.isEmpty() || !label.isEmpty(), "classes", "left out where there is no label", classes);
        check.that(classes.isEmpty() || classes.containsAll(classWeights.weights().keySet()), "classWeights",
                "of the classes " + classes, classWeights.weights().keySet());
        check.that(!label.isEmpty() || classWeights.equals(ClassWeights.NONE), "classWeights", "none where there is no label",
                classWeights.balanced() ? "balanced" : classWeights.weights());
        for (Feature feature : features) {
            check.that(feature.categories().isEmpty() || feature.categorical(), "features",
                    "categorical where there are categories", feature.name());
            check.that(isSet(feature.categories()), "features", "of different categories", feature.categories());
        }
        check.orThrow();
    }

    private static boolean isSet(List<String> names) {
        Set<String> different = new HashSet<>(names);
        return different.size() == names.size();
    }

    /** The same with so many columns. */
    public TableSchema withColumns(int number) {
        return new TableSchema(format, number, separator, features, exclude, label, classes, missing, missingAs, scale,
                malformed, classWeights);
    }

    /**
     * The same for rows of which everything is known.
     *
     * @param known the columns
     * @param names of the classes
     */
    public TableSchema closed(List<Feature> known, List<String> names) {
        return new TableSchema(format, columns, separator, known, List.of(), label, names, missing, missingAs, scale,
                malformed, classWeights);
    }

    /** The same with these names of classes, in this order. */
    public TableSchema withClasses(List<String> names) {
        return new TableSchema(format, columns, separator, features, exclude, label, names, missing, missingAs, scale,
                malformed, classWeights);
    }

    /** The same where all columns are features but this one, too; a list of features stays as it is. */
    public TableSchema without(String column) {
        if (!features.isEmpty() || exclude.contains(column) || column.equals(label)) {
            return this;
        }
        List<String> more = new ArrayList<>(exclude);
        more.add(column);
        return new TableSchema(format, columns, separator, features, more, label, classes, missing, missingAs, scale, malformed,
                classWeights);
    }
}
