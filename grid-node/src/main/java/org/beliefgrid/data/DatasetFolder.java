package org.beliefgrid.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;

/**
 * A folder that holds a dataset under the names of MNIST's four files, each plain or with {@code .gz}, and also in the variant
 * {@code train-images.idx3-ubyte}. Of several, the first in the order of {@link #namesOf} is taken.
 */
public final class DatasetFolder {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private final Location folder;

    private DatasetFolder(Location folder) {
        this.folder = folder;
    }

    /** The dataset in that folder; nothing is looked for yet. */
    public static DatasetFolder of(Location folder) {
        return new DatasetFolder(folder);
    }

    /** The folder itself. */
    public Location location() {
        return folder;
    }

    /**
     * Images to learn from.
     *
     * @throws BadInputException if there are none
     */
    public Location trainImages() throws IOException {
        Optional<Location> found = find(TRAIN_IMAGES);
        if (found.isEmpty()) {
            throw new BadInputException(folder + ": no training images" + (folder.isFolder() ? "" : ", for there is no such "
                    + "folder") + "; expected one of " + String.join(", ", namesOf(TRAIN_IMAGES)));
        }
        return found.get();
    }

    /** Labels of {@link #trainImages()}, if any. */
    public Optional<Location> trainLabels() throws IOException {
        return find(TRAIN_LABELS);
    }

    /** Images to measure with, if any. */
    public Optional<Location> testImages() throws IOException {
        return find(TEST_IMAGES);
    }

    /** Labels of {@link #testImages()}, if any. */
    public Optional<Location> testLabels() throws IOException {
        return find(TEST_LABELS);
    }

    /** The file of that plain name, under any of its names. */
    Optional<Location> find(String plainName) throws IOException {
        for (String name : namesOf(plainName)) {
            Location file = folder.child(name);
            if (file.exists()) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static List<String> namesOf(String plainName) {
        String dotted = plainName.replace("-idx", ".idx");
        return Stream.of(plainName, dotted).flatMap(name -> Stream.of(name, name + ".gz")).toList();
    }
}
