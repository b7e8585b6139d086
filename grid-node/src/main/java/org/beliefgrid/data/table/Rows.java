package org.beliefgrid.data.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The rows of a split, one after the other. */
interface Rows extends Closeable {
    /** Reads a row; false if there is none left. */
    boolean next(RawRow row) throws IOException;

    /** Passes over a row without looking at it; false if there is none left. */
    boolean pass() throws IOException;

    /** Lines of this split so far, a header included. */
    long lines();

    /** The hashes of the pieces of the content, once there is no row left. */
    List<byte[]> pieces();
}
