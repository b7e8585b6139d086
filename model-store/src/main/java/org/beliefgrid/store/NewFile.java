package org.beliefgrid.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/**
 * A file that appears under its name when it is complete, or not at all: it is written under another name in the same folder,
 * and
 * {@link #commit} renames it. {@link #close} without that leaves nothing.
 */
public final class NewFile implements AutoCloseable {
    private final Place place;
    private final Place temporary;
    private final OutputStream out;
    private boolean open = true;

    NewFile(Place place) throws IOException {
        this.place = place;
        temporary = place.sibling(place.name() + "." + UUID.randomUUID() + ".tmp");
        place.createParents();
        out = temporary.createNew();
    }

    /** What its content is written to; closed by this object. */
    public OutputStream content() {
        return out;
    }

    /**
     * The content is complete: it is on disk, under its name, when this returns.
     *
     * @throws IOException if that cannot be; {@link #close} then removes what was written
     */
    public void commit() throws IOException {
        out.close();
        temporary.renameOver(place);
        open = false;
    }

    /** Removes what was written if it was not committed. */
    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            try {
                out.close();
            } finally {
                temporary.delete();
            }
        }
    }
}
