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
        given.put("--classes", givenClasses);
        given.forEach((option, value) -> {
            if (value != null) {
                arguments.addAll(List.of(option, value.toString()));
            }
        });
        return arguments;
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
        if (classes < 2 || classes > MOST_CLASSES) {
            throw new InvalidConfigException("--classes must be in 2 to %d, was %d".formatted(MOST_CLASSES, classes));
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
