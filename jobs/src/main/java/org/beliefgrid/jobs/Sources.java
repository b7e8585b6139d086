package org.beliefgrid.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.DatasetFolder;
import org.beliefgrid.data.MnistDataset;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * What there is to train and to evaluate on.
 *
 * @param name as the user named it
 * @param training cases to learn from
 * @param test labelled cases to evaluate on, if there are any
 * @param classes number of classes
 */
public record Sources(String name, SourceSpec training, Optional<SourceSpec> test, int classes) {
    /** Labels of files are bytes, and 255 stands for none. */
    public static final int MOST_CLASSES = 255;

    private static final int TRAINING_DIGITS = 60_000;
    private static final int TEST_DIGITS = 10_000;
    private static final long DIGITS_SEED = 1;
    private static final int TEN = 10;

    /** The digits that the program draws. */
    public static Sources digits() {
        return new Sources("digits", new SourceSpec.Digits(DIGITS_SEED, 0, TRAINING_DIGITS),
                Optional.of(new SourceSpec.Digits(DIGITS_SEED, TRAINING_DIGITS, TEST_DIGITS)), TEN);
    }

    /**
     * The handwritten digits.
     *
     * @param environment in which {@code BELIEFGRID_DATA} may name the folder above them
     * @throws BadInputException if they are nowhere, or are not the originals
     */
    public static Sources mnist(Map<String, String> environment) throws IOException {
        return of("mnist", MnistDataset.locate(environment), TEN);
    }

    /**
     * Files of a folder.
     *
     * @param folder local, or on any Hadoop file system
     * @throws BadInputException if they are not there
     */
    public static Sources folder(String folder, int classes) throws IOException {
        return of(folder, DatasetFolder.of(Location.of(folder)), classes);
    }

    private static Sources of(String name, DatasetFolder folder, int classes) throws IOException {
        String trainLabels = folder.trainLabels().map(Location::toString).orElse("");
        SourceSpec training = new SourceSpec.Idx(folder.trainImages().toString(), trainLabels, classes);
        Optional<SourceSpec> test = Optional.empty();
        if (folder.testImages().isPresent() && folder.testLabels().isPresent()) {
            test = Optional.of(new SourceSpec.Idx(folder.testImages().get().toString(), folder.testLabels().get().toString(),
                    classes));
        }
        return new Sources(name, training, test, classes);
    }

    /** The options of the command line that name these; of a table without its schema, which its model has. */
    public List<String> arguments() {
        if (training instanceof SourceSpec.Table) {
            return test.isPresent() && test.get() instanceof SourceSpec.Table rows
                    ? List.of("--data", name, "--test", rows.data()) : List.of("--data", name);
        }
        boolean named = training instanceof SourceSpec.Digits || name.equals("mnist");
        return named ? List.of("--dataset", name) : List.of("--data", name, "--classes", String.valueOf(classes));
    }

    /**
     * The same for a plan: where it holds rows of a table out, scales do not come from them.
     *
     * @param reading who reads them again for that; null for threads of this process
     * @throws BadInputException if the table cannot be read, or was changed since it was
     */
    public Sources fitted(TrainingPlan plan, SplitReading reading) throws IOException {
        return TableSources.fitted(this, plan, reading);
    }

    /** The same under another name. */
    Sources named(String newName) {
        return new Sources(newName, training, test, classes);
    }

    /** What is to be said about the reading of tables, a line each. */
    public List<String> notes() {
        return TableSources.notes(this);
    }

    /** What a model trained on these by a preset is called if the user does not say. */
    public String defaultModelName(String preset) {
        return nameOf(name.substring(name.lastIndexOf('/') + 1) + "-" + preset.substring(preset.lastIndexOf('/') + 1));
    }

    /** The name of a file without its folder and ending, of characters that names of models may have. */
    public static String nameOf(String file) {
        return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "").replaceAll("[^A-Za-z0-9._-]", "_")
                .replaceFirst("^[.-]+", "");
    }

    /**
     * The test cases, read once now: what is wrong with them is better known before the training than after it.
     *
     * @param cases the training cases, opened
     * @throws BadInputException if they have another size, or are damaged
     */
    public Optional<CaseSource> openTest(CaseSource cases) throws IOException {
        if (test.isEmpty()) {
            return Optional.empty();
        }
        CaseSource opened = test.get().open();
        if (opened.height() != cases.height() || opened.width() != cases.width()) {
            throw new BadInputException("%s: test images of %s, expected %s as the training images are".formatted(
                    name, opened.size(), cases.size()));
        }
        opened.scan(row -> false, (row, pixels, label) -> { });
        return Optional.of(opened);
    }
}
