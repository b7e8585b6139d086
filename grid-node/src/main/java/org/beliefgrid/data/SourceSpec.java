package org.beliefgrid.data;

import java.io.IOException;
import java.io.Serializable;
import org.beliefgrid.store.Location;

/**
 * Where cases come from, small enough to send to the members, who open it themselves. A {@link Serializable} because Jet
 * ships what its sources capture that way.
 */
public sealed interface SourceSpec extends Serializable {
    /** Opens the source; what can be checked at once is checked. */
    CaseSource open() throws IOException;

    /** Whether only the process that named it can read it: a path on its own disk. */
    boolean isLocal();

    /**
     * IDX files.
     *
     * @param images location of the image file
     * @param labels location of the label file, or empty where there is none
     * @param classes number of classes that labels may name
     */
    record Idx(String images, String labels, int classes) implements SourceSpec {
        @Override
        public CaseSource open() throws IOException {
            return IdxCases.open(Location.of(images), labels.isEmpty() ? null : Location.of(labels), classes);
        }

        @Override
        public boolean isLocal() {
            return Location.of(images).isLocal();
        }
    }

    /**
     * Digits that the program draws.
     *
     * @param seed of the drawing
     * @param first number of the first image
     * @param cases number of images
     */
    record Digits(long seed, int first, int cases) implements SourceSpec {
        @Override
        public CaseSource open() {
            return new DigitCases(seed, first, cases);
        }

        @Override
        public boolean isLocal() {
            return false;
        }
    }
}
