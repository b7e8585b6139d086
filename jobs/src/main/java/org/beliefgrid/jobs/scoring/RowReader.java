package org.beliefgrid.jobs.scoring;

import java.io.IOException;
import java.io.Serializable;

/**
 * A source of rows, sent to the members, each of which reads a part of its blocks. Another kind of file is another
 * implementation.
 */
public interface RowReader extends Serializable {
    /** Whether only the process that named it can read it: a path on its own disk. */
    boolean isLocal();

    /**
     * Reads all blocks whose number modulo {@code readers} is {@code reader}, in ascending order.
     *
     * @param blocks gets them; numbered from 0 for this reader
     * @throws org.beliefgrid.error.BadInputException if the source is damaged
     * @throws IOException if it cannot be read now
     */
    void read(int reader, int readers, Blocks blocks) throws IOException;

    /** What takes blocks. */
    @FunctionalInterface
    interface Blocks {
        /** Takes a block; may wait until there is room for it. */
        void accept(RowBlock block);
    }
}
