package org.beliefgrid.data;

import java.io.IOException;
import java.util.function.IntPredicate;

/**
 * The training or test part of a dataset: images of one size, or rows of a table, which are images of height 1; each perhaps
 * with
 * a label, numbered from row 0.
 */
public interface CaseSource {
    /** Label of a case whose class is not known. */
    int UNLABELLED = -1;

    /** Number of cases, at least 1. */
    int cases();

    /** Rows of pixels in an image. */
    int height();

    /** Pixels in a row of an image. */
    int width();

    /** Pixels of an image: the visible units of a network that learns them. */
    default int visible() {
        return height() * width();
    }

    /** How the values of a case are written. */
    default ValueEncoding encoding() {
        return ValueEncoding.UNSIGNED_BYTES;
    }

    /** Size of a case, as people read it. */
    default String size() {
        return height() + "x" + width();
    }

    /** Whether there are labels at all; single cases may be without one nevertheless. */
    boolean labelled();

    /**
     * What identifies the content whatever its packing, such as {@code images sha256:<hex>, labels sha256:<hex>}.
     *
     * @throws IllegalStateException before the first complete scan, if the source can only know it from one
     */
    String fingerprint();

    /**
     * Reads the whole source once and hands over some of its rows. A source that is damaged anywhere is refused, but rows
     * before the damage may have been handed over by then.
     *
     * @param wanted asked once per row, in ascending order
     * @param consumer gets the wanted rows in ascending order
     * @throws org.beliefgrid.error.BadInputException if the source is damaged
     * @throws IOException what the consumer throws, unchanged
     */
    void scan(IntPredicate wanted, CaseConsumer consumer) throws IOException;

    /**
     * Reads all labels once, without the images where that is possible.
     *
     * @param consumer gets every row in ascending order
     * @throws org.beliefgrid.error.BadInputException if the labels are damaged
     * @throws IOException if the source cannot be read now, but could be another time
     */
    default void scanLabels(LabelConsumer consumer) throws IOException {
        scan(row -> true, (row, pixels, label) -> consumer.accept(row, label));
    }

    /** What takes the labels of a source. */
    @FunctionalInterface
    interface LabelConsumer {
        /**
         * @param row number of the case in the whole source
         * @param label the class, or {@link #UNLABELLED}
         */
        void accept(int row, int label);
    }

    /** What takes the rows of a scan. */
    @FunctionalInterface
    interface CaseConsumer {
        /**
         * @param row number of the case in the whole source
         * @param pixels [visible] values in the source's encoding, row by row of the image; overwritten by the next row, so
         *     copy
         *     what you keep
         * @param label the class, or {@link #UNLABELLED}
         */
        void accept(int row, byte[] pixels, int label) throws IOException;
    }
}
