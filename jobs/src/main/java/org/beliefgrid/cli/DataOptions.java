package org.beliefgrid.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Sources;
import picocli.CommandLine.Option;

/** Which data: a named dataset, or files. */
final class DataOptions {
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
        if (classes < 2 || classes > Sources.MOST_CLASSES) {
            throw new InvalidConfigException("--classes must be in 2 to %d, was %d".formatted(Sources.MOST_CLASSES, classes));
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
