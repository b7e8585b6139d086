package org.beliefgrid.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.data.DatasetFolder;
import org.beliefgrid.data.MnistDataset;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import picocli.CommandLine.Option;

/** Which data: a named dataset, or files. */
final class DataOptions {
    private static final int TRAINING_DIGITS = 60_000;
    private static final int TEST_DIGITS = 10_000;
    private static final long DIGITS_SEED = 1;
    private static final int MOST_CLASSES = 255;

    @Option(names = "--dataset", paramLabel = "NAME",
            description = "mnist: the 60,000 + 10,000 handwritten digits, from $BELIEFGRID_DATA/mnist, the cache or the network; "
                    + "digits: as many drawn by the program itself (default: digits; for bench: mnist)")
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

    /**
     * What there is to train and to evaluate on.
     *
     * @param name as the user named it
     * @param training cases to learn from
     * @param test labelled cases to evaluate on, if there are any
     * @param classes number of classes
     */
    record Sources(String name, SourceSpec training, Optional<SourceSpec> test, int classes) {
        /** The same for a plan: where it holds rows of a table out, scales do not come from them. */
        Sources fitted(TrainingPlan plan) throws IOException {
            return TableSources.fitted(this, plan);
        }

        /** What is to be said about the reading of tables, a line each. */
        List<String> notes() {
            return TableSources.notes(this);
        }

        /** What a model trained on these by a preset is called if the user does not say. */
        String defaultModelName(String preset) {
            return nameOf(name.substring(name.lastIndexOf('/') + 1) + "-" + preset.substring(preset.lastIndexOf('/') + 1));
        }
    }

    /** The name of a file without its folder and ending, of characters that names of models may have. */
    static String nameOf(String file) {
        return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "").replaceAll("[^A-Za-z0-9._-]", "_")
                .replaceFirst("^[.-]+", "");
    }

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
     * @throws InvalidConfigException if both have a schema
     */
    Sources sources(Optional<TableInput> known) throws IOException {
        if (known.isEmpty()) {
            return sources();
        }
        requireRows("--from");
        return TableSources.of(data, Optional.ofNullable(test), known.get());
    }

    /** Rows to evaluate a model on that was made for a table: those of --data. */
    Sources rowsToEvaluate(TableInput known) throws IOException {
        requireRows("--model");
        if (test != null) {
            throw new InvalidConfigException("--test: rows to evaluate on are named by --data here");
        }
        return TableSources.of(data, Optional.of(data), known);
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

    /** The sources that the options name, with ten classes if they do not say otherwise. */
    Sources sources() throws IOException {
        return sources(10);
    }

    /** The sources that the options name. */
    Sources sources(int defaultClasses) throws IOException {
        int classes = givenClasses == null ? defaultClasses : givenClasses;
        if (data != null && dataset != null) {
            throw new InvalidConfigException("--dataset and --data exclude each other");
        }
        if (schema != null && (data == null || givenClasses != null)) {
            throw new InvalidConfigException(data == null ? "--schema goes with --data, which names the rows"
                    : "--classes: a schema names the classes, or they are found");
        }
        if (classes < 2 || classes > MOST_CLASSES) {
            throw new InvalidConfigException("--classes must be in 2 to %d, was %d".formatted(MOST_CLASSES, classes));
        }
        if (schema != null) {
            return TableSources.of(data, Optional.ofNullable(test), TableSources.schema(schema));
        }
        if (test != null) {
            throw new InvalidConfigException("--test goes with --schema; folders of IDX files have their test files in them");
        }
        if (data != null) {
            return files(data, DatasetFolder.of(Location.of(data)), classes);
        }
        return switch (namedDataset()) {
            case "digits" -> new Sources("digits", new SourceSpec.Digits(DIGITS_SEED, 0, TRAINING_DIGITS),
                    Optional.of(new SourceSpec.Digits(DIGITS_SEED, TRAINING_DIGITS, TEST_DIGITS)), 10);
            case "mnist" -> files("mnist", MnistDataset.locate(System.getenv()), 10);
            default -> throw new InvalidConfigException("--dataset must be mnist or digits, was " + dataset);
        };
    }

    private static Sources files(String name, DatasetFolder folder, int classes) throws IOException {
        String trainLabels = folder.trainLabels().map(Location::toString).orElse("");
        SourceSpec training = new SourceSpec.Idx(folder.trainImages().toString(), trainLabels, classes);
        Optional<SourceSpec> test = Optional.empty();
        if (folder.testImages().isPresent() && folder.testLabels().isPresent()) {
            test = Optional.of(new SourceSpec.Idx(folder.testImages().get().toString(), folder.testLabels().get().toString(),
                    classes));
        }
        return new Sources(name, training, test, classes);
    }
}
