package org.beliefgrid.client;

import java.io.IOException;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Sources;

/**
 * Cases to train and to evaluate on. Nothing is read before a training begins but which files there are. Immutable.
 *
 * <p>Files on this machine's own disk are sent to the grid by this process, unless all members run in it; what is on HDFS, or
 * is drawn, the members read by themselves.
 */
public final class Data {
    private final Sources sources;

    private Data(Sources sources) {
        this.sources = sources;
    }

    /**
     * 60,000 training and 10,000 test images of 28 x 28, of ten classes, that the program draws itself: the same everywhere.
     */
    public static Data digits() {
        return new Data(Sources.digits());
    }

    /**
     * The 60,000 + 10,000 handwritten digits of MNIST: from the folder {@code mnist} in {@code $BELIEFGRID_DATA}, the user's
     * cache or a public mirror.
     *
     * @throws org.beliefgrid.error.BadInputException if they are nowhere, or are not the originals
     * @throws IOException if they cannot be fetched
     */
    public static Data mnist() throws IOException {
        return new Data(Sources.mnist(System.getenv()));
    }

    /**
     * A folder with IDX files of the names that MNIST has, plain or in gzip; labels and test images may be missing.
     *
     * @param uri local path, or a place on any file system that Hadoop knows
     * @param classes of the labels, 2 to 255
     * @throws org.beliefgrid.error.BadInputException if there are no training images
     * @throws InvalidConfigException if the number of classes is out of its range
     * @throws IOException if the folder cannot be looked into
     */
    public static Data folder(String uri, int classes) throws IOException {
        if (classes < 2 || classes > Sources.MOST_CLASSES) {
            throw new InvalidConfigException("classes must be in 2 to %d, was %d".formatted(Sources.MOST_CLASSES, classes));
        }
        return new Data(Sources.folder(uri, classes));
    }

    /** The name that the model's provenance will have. */
    public String name() {
        return sources.name();
    }

    /** Number of classes of the labels. */
    public int classes() {
        return sources.classes();
    }

    /** The test cases, unopened. */
    SourceSpec test() throws BadInputException {
        return sources.test().orElseThrow(() -> new BadInputException(sources.name() + ": no labelled test cases to evaluate "
                + "on"));
    }

    Sources sources() {
        return sources;
    }
}
