package org.beliefgrid.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;

/**
 * A file or folder on a local disk or on any file system that Hadoop knows, named by one string: {@code data/mnist},
 * {@code /abs}, {@code file:/abs}, {@code hdfs://host:port/path}. A name says nothing about what is there. Hadoop is started
 * only for locations that are not local; a host that does not answer costs some 20 to 60 seconds, not minutes.
 *
 * <p>A location is immutable and may be used by any number of threads. Two locations are equal if they name the same place,
 * whether as an absolute or as a relative name; symbolic links are not followed for that.
 */
public final class Location {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

    private final Place place;

    /** What an atomic write puts into its file. */
    @FunctionalInterface
    public interface Content {
        /** @param out buffered; it may be closed or left open */
        void writeTo(OutputStream out) throws IOException;
    }

    Location(Place place) {
        this.place = place;
    }

    /**
     * The location of that name.
     *
     * @param text a relative or absolute local path, or a URI of scheme {@code file} or of a Hadoop file system
     * @throws InvalidConfigException if the text names no place, or its scheme belongs to no file system here
     */
    public static Location of(String text) {
        if (text == null || text.isBlank()) {
            throw new InvalidConfigException("a location must be a path or a URI, was " + (text == null ? "null" : "empty"));
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return new Location(LocalPlace.ofPath(text));
        }
        if (scheme.group(1).toLowerCase(Locale.ROOT).equals("file")) {
            return new Location(LocalPlace.ofUri(text));
        }
        return new Location(HadoopPlace.of(text));
    }

    /**
     * What has this name in this folder.
     *
     * @param name one name, without a slash
     * @throws InvalidConfigException if it is no such name
     */
    public Location child(String name) {
        if (name.isBlank() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new InvalidConfigException(this + ": the name of a file in it must be one name without /, was \"" + name
                    + "\"");
        }
        return new Location(place.child(name));
    }

    /** Last part of the name; empty for the root of a file system. */
    public String name() {
        return place.name();
    }

    /** Whether it is on a disk of this machine (or mounted as if it were). */
    public boolean isLocal() {
        return place.isLocal();
    }

    /** Its name for a process of this machine that works in another folder: a whole path, or a URI as it is. */
    public String absolute() {
        return isLocal() ? Path.of(toString()).toAbsolutePath().normalize().toString() : toString();
    }

    /**
     * Whether there is a file or folder of this name.
     *
     * @throws BadInputException if its file system cannot be reached
     */
    public boolean exists() throws IOException {
        return place.exists();
    }

    /**
     * Whether there is a folder of this name.
     *
     * @throws BadInputException if its file system cannot be reached
     */
    public boolean isFolder() throws IOException {
        return place.isFolder();
    }

    /**
     * Bytes of the file.
     *
     * @throws BadInputException if there is no such file, or its file system cannot be reached
     */
    public long length() throws IOException {
        return place.length();
    }

    /**
     * The file's content from its beginning; unbuffered. The caller closes it.
     *
     * @throws BadInputException if there is no such file, it is a folder, may not be read, or its file system cannot be reached
     */
    public InputStream open() throws IOException {
        return place.open();
    }

    /**
     * Replaces the file as a whole: readers see the old file or the new one, complete and on disk, whatever happens meanwhile.
     * The content goes to {@code <name>.<random>.tmp} in the same folder, which then takes the name. If anything fails, the
     * temporary file is removed and the old file is as it was; only folders made on the way stay.
     *
     * @param content called once
     * @throws IOException if the content throws it (then unchanged) or the file cannot be written
     */
    public void writeAtomically(Content content) throws IOException {
        try (NewFile file = create()) {
            content.writeTo(new OpenUntilSynced(file.content()));
            file.commit();
        }
    }

    /**
     * Begins a file that takes the place of the one that may be there when it is complete.
     *
     * @return to be written, committed and closed
     * @throws IOException if it cannot be written
     */
    public NewFile create() throws IOException {
        return new NewFile(place);
    }

    /**
     * Makes the file unless something of this name exists; of any number of callers, on any machine, exactly one makes it.
     * Others may see the file before its content is complete.
     *
     * @param content all of the file; not modified
     * @return false if something of this name was there
     * @throws IOException if the file cannot be written; then it is not there
     */
    public boolean createExclusively(byte[] content) throws IOException {
        place.createParents();
        OutputStream created;
        try {
            created = place.createNew();
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try (created) {
            created.write(content);
        } catch (IOException | RuntimeException | Error failure) {
            deleteAfter(failure, place);
            throw failure;
        }
        return true;
    }

    /**
     * What is in this folder, sorted by name; nothing if there is no such folder.
     *
     * @throws BadInputException if it is a file, may not be read, or its file system cannot be reached
     */
    public List<Location> list() throws IOException {
        return place.childNames().stream().sorted().map(name -> new Location(place.child(name))).toList();
    }

    /**
     * Removes the file, or the folder with everything in it. Nothing happens if it is not there; symbolic links are removed,
     * not followed.
     *
     * @throws IOException if something could not be removed
     */
    public void delete() throws IOException {
        place.delete();
    }

    private static void deleteAfter(Throwable failure, Place remains) {
        try {
            remains.delete();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Location location && place.identity().equals(location.place.identity());
    }

    @Override
    public int hashCode() {
        return place.identity().hashCode();
    }

    /** The name as the user wrote it; {@link #of} gives an equal location for it in the same working directory. */
    @Override
    public String toString() {
        return place.text();
    }

    /** Keeps the file open when a content closes its stream, for it is not yet on disk then. */
    private static final class OpenUntilSynced extends FilterOutputStream {
        OpenUntilSynced(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
