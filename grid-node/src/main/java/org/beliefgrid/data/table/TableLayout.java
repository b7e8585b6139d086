package org.beliefgrid.data.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchema.Feature;

/**
 * Where in the rows of a file the columns of a schema are.
 *
 * @param file the first file, for messages
 * @param header names of all columns of the file
 * @param features columns that are read, in the order of their units
 * @param numbers places in the line of those of numbers
 * @param texts places in the line of those that are categorical
 * @param label place of the label, or -1
 * @param schema of the table
 */
record TableLayout(String file, List<String> header, List<Feature> features, int[] numbers, int[] texts, int label,
                 TableSchema schema) {
    /**
     * The layout of a file.
     *
     * @param file for messages
     * @throws BadInputException if columns are missing, or two have the same name; the message says all
     */
    static TableLayout of(String file, List<String> header, TableSchema schema) throws BadInputException {
        return of(file, header, schema, false);
    }

    /** @param mayLackLabel whether a file without the label is all right */
    static TableLayout of(String file, List<String> header, TableSchema schema, boolean mayLackLabel) throws BadInputException {
        List<Feature> features = schema.features();
        if (features.isEmpty()) {
            features = header.stream().filter(name -> !name.equals(schema.label()) && !schema.exclude().contains(name))
                    .map(Feature::number).toList();
        }
        List<String> wanted = new ArrayList<>(features.stream().map(Feature::name).toList());
        wanted.addAll(schema.exclude());
        if (!schema.label().isEmpty() && !mayLackLabel) {
            wanted.add(schema.label());
        }
        requireColumns(place(file, schema), header, wanted);
        if (features.isEmpty()) {
            throw new BadInputException("%s: no column to learn from in %s".formatted(place(file, schema), header));
        }
        return of(file, header, features, schema, header.indexOf(schema.label()));
    }

    /**
     * The layout of a file whose rows go to a model. It may be without the label.
     *
     * @param file for messages
     * @throws BadInputException as above
     */
    static TableLayout of(String file, List<String> header, TableInput input) throws BadInputException {
        List<Feature> features = input.columns().stream()
                .map(column -> new Feature(column.name(), column.isCategorical(), column.categories())).toList();
        requireColumns(place(file, input.schema()), header, input.names());
        return of(file, header, features, input.schema(), header.indexOf(input.schema().label()));
    }

    private static TableLayout of(String file, List<String> header, List<Feature> features, TableSchema schema, int label) {
        return new TableLayout(file, header, features,
                features.stream().filter(feature -> !feature.categorical()).mapToInt(feature -> header.indexOf(feature.name()))
                        .toArray(),
                features.stream().filter(Feature::categorical).mapToInt(feature -> header.indexOf(feature.name())).toArray(),
                schema.label().isEmpty() ? -1 : label, schema);
    }

    /** Where the names of the columns stand. */
    private static String place(String file, TableSchema schema) {
        return schema.format() == TableSchema.Format.CSV ? file + ": line 1" : file;
    }

    private static void requireColumns(String place, List<String> header, List<String> wanted) throws BadInputException {
        Set<String> seen = new HashSet<>();
        List<String> twice = header.stream().filter(name -> !seen.add(name)).distinct().toList();
        List<String> missing = wanted.stream().filter(name -> !seen.contains(name)).toList();
        List<String> problems = new ArrayList<>();
        if (!missing.isEmpty()) {
            problems.add("no column %s, there are %s".formatted(String.join(", ", missing), shortened(header)));
        }
        if (!twice.isEmpty()) {
            problems.add("more than one column is called %s".formatted(String.join(", ", twice)));
        }
        if (!problems.isEmpty()) {
            throw new BadInputException("%s: %s".formatted(place, String.join("; ", problems)));
        }
    }

    private static String shortened(List<String> names) {
        int most = 20;
        return String.join(", ", names.subList(0, Math.min(most, names.size()))) + (names.size() > most ? ", ..." : "");
    }

    /** The same with another schema. */
    TableLayout withSchema(TableSchema other) {
        return new TableLayout(file, header, features, numbers, texts, label, other);
    }

    /** The format of the files. */
    FileKind kind() {
        return FileKind.of(schema);
    }

    /** Whether each file begins with a line of names. */
    boolean hasHeader() {
        return schema.format() == TableSchema.Format.CSV;
    }

    /** What takes the lines of a text file apart. */
    LineParser parser() {
        return schema.format() == TableSchema.Format.LIBSVM ? new SvmParser(this) : new CsvParser(this);
    }

    /** A column as messages name it. */
    String place(String column) {
        return file + ": column " + column;
    }

    /** Name of a column of numbers. */
    String number(int index) {
        return header.get(numbers[index]);
    }

    /** How a missing value is written, as bytes. */
    List<byte[]> missingAs() {
        return schema.missingAs().stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
