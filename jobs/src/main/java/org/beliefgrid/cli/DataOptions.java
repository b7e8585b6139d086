package org.beliefgrid.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.NamedLoad;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TableSources;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema;
import picocli.CommandLine.Option;

/** Which data: a named dataset, or files. */
final class DataOptions {
    private static final int TEN = 10;

    @Option(names = "--dataset", paramLabel = "NAME",
            description = "mnist: the 60,000 + 10,000 handwritten digits, from $BELIEFGRID_DATA/mnist, the cache or the "
                    + "network; "
                    + "digits: as many drawn by the program itself (default: digits; for bench and reproduce: mnist)")
    private String dataset;

    @Option(names = "--data", paramLabel = "URI",
            description = "folder with IDX files, local or on any Hadoop file system: train-images-idx3-ubyte, "
                    + "train-labels-idx1-ubyte (none: pre-training only), t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte; "
                    + "each plain or .gz")
    private String data;

    @Option(names = "--schema", paramLabel = "FILE",
            description = "the data are tables: --data is a CSV file, a folder of them, or a pattern like data/part-*.csv, "
                    + "and this says which columns are features and label (docs/guides/data.md)")
    private String schema;

    @Option(names = "--test", paramLabel = "URI",
            description = "rows to evaluate on, named like --data, where the data are tables (default: none)")
    private String test;

    @Option(names = "--classes", paramLabel = "N",
            description = "number of classes of the labels, with --data (default: 10, or those of the model to evaluate)")
    private Integer givenClasses;

    /** Takes a named dataset where the user says nothing. */
    void useByDefault(String name) {
        if (dataset == null && data == null) {
            dataset = name;
        }
    }

    /**
     * The named dataset that is meant, {@code digits} if none is named.
     *
     * @throws InvalidConfigException if files are meant
     */
    String namedDataset() {
        if (data != null) {
            throw new InvalidConfigException("--data: a named dataset is needed here, see --dataset");
        }
        return dataset == null ? "digits" : dataset;
    }

    /** Refuses a table to be loaded under a name, before a row is read. */
    void requireNoTable() {
        if (schema != null) {
            throw NamedLoad.noTable(data == null ? "--schema" : data);
        }
    }

    /** The options as they were given, for another command. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("--dataset", dataset);
        given.put("--data", data);
        given.put("--schema", schema);
        given.put("--test", test);
        given.put("--classes", givenClasses);
        given.forEach((option, value) -> {
            if (value != null) {
                arguments.addAll(List.of(option, value.toString()));
            }
        });
        return arguments;
    }

    /**
     * The sources that the options name, read as a model to start from was, if it was made for a table.
     *
     * @param members who read tables that they see; null without a standing grid
     * @throws InvalidConfigException if both have a schema
     */
    Sources sources(Optional<TableInput> known, SplitReading members) throws IOException {
        if (known.isEmpty()) {
            return sources(TEN, members);
        }
        requireRows("--from");
        return TableSources.of(data, Optional.ofNullable(test), known.get(), members);
    }

    /** Rows to evaluate a model on that was made for a table: those of --data. */
    Sources rowsToEvaluate(TableInput known) throws IOException {
        requireRows("--model");
        if (test != null) {
            throw new InvalidConfigException("--test: rows to evaluate on are named by --data here");
        }
        return TableSources.of(data, Optional.of(data), known, null);
    }

    private void requireRows(String option) {
        if (data == null) {
            throw new InvalidConfigException("--data must name rows of a table, as " + option + " was trained on");
        }
        if (schema != null) {
            throw new InvalidConfigException("--schema: the model of " + option + " has one, and reads rows by it");
        }
        if (givenClasses != null) {
            throw new InvalidConfigException("--classes: the model of " + option + " has the names of its classes");
        }
    }

    /** Where rows of a table are, and how they are read. */
    record Rows(String data, TableSchema schema) {
    }

    /**
     * Rows of a table that become training and test rows by themselves.
     *
     * @throws InvalidConfigException if the options name other data, or test rows
     */
    Rows rows() throws IOException {
        if (data == null || schema == null) {
            throw new InvalidConfigException("--data and --schema must name rows of a table here");
        }
        if (dataset != null || test != null || givenClasses != null) {
            throw new InvalidConfigException("%s does not go with rows that are divided here".formatted(
                    dataset != null ? "--dataset" : test != null ? "--test" : "--classes"));
        }
        return new Rows(data, TableSources.schema(schema));
    }

    /** The sources that the options name, with ten classes if they do not say otherwise. */
    Sources sources() throws IOException {
        return sources(TEN, null);
    }

    /** The sources that the options name. */
    Sources sources(int defaultClasses) throws IOException {
        return sources(defaultClasses, null);
    }

    private Sources sources(int defaultClasses, SplitReading members) throws IOException {
        int classes = givenClasses == null ? defaultClasses : givenClasses;
        if (data != null && dataset != null) {
            throw new InvalidConfigException("--dataset and --data exclude each other");
        }
        if (classes < 2 || classes > Sources.MOST_CLASSES) {
            throw new InvalidConfigException("--classes must be in 2 to %d, was %d".formatted(Sources.MOST_CLASSES, classes));
        }
        if (schema != null && (data == null || givenClasses != null)) {
            throw new InvalidConfigException(data == null ? "--schema goes with --data, which names the rows"
                    : "--classes: a schema names the classes, or they are found");
        }
        if (schema != null) {
            return TableSources.of(data, Optional.ofNullable(test), TableSources.schema(schema), members);
        }
        if (test != null) {
            throw new InvalidConfigException("--test goes with --schema; folders of IDX files have their test files in them");
        }
        if (data != null) {
            return Sources.folder(data, classes);
        }
        return switch (namedDataset()) {
            case "digits" -> Sources.digits();
            case "mnist" -> Sources.mnist(System.getenv());
            default -> throw new InvalidConfigException("--dataset must be mnist or digits, was " + dataset);
        };
    }
}
