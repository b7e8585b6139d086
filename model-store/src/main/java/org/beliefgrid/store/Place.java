package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** What {@link Location} needs from a kind of file system. Messages of its exceptions begin with {@link #text()}. */
interface Place {
    /** What messages call this place. */
    String text();

    /** Equal for two names of the same place. */
    Object identity();

    /** Last part of the name; empty for the root. */
    String name();

    boolean isLocal();

    Place child(String name);

    /** Another name in the same folder. */
    Place sibling(String name);

    boolean exists() throws IOException;

    boolean isFolder() throws IOException;

    /** Bytes of the file. */
    long length() throws IOException;

    InputStream open() throws IOException;

    /** Makes the folder that holds this place, and those above it. */
    void createParents() throws IOException;

    /**
     * Makes a file that was not there. Its bytes are on disk when {@code close()} returns.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something of that name
     */
    OutputStream createNew() throws IOException;

    /** Gives this file the name of another place, instead of the file that may be there. */
    void renameOver(Place target) throws IOException;

    /** Names of what is in this folder, in any order; none if there is no such folder. */
    List<String> childNames() throws IOException;

    void delete() throws IOException;
}
