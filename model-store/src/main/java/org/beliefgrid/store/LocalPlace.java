package org.beliefgrid.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A place on a local disk. Uses the JDK only: Hadoop would take a second to start. */
final class LocalPlace implements Place {
    private static final Logger LOG = LoggerFactory.getLogger(LocalPlace.class);

    private final Path path;

    private LocalPlace(Path path) {
        this.path = path;
    }

    static LocalPlace ofPath(String text) {
        try {
            return new LocalPlace(Path.of(text));
        } catch (InvalidPathException e) {
            throw new InvalidConfigException(text.replace('\0', '?') + ": not a path: " + e.getReason());
        }
    }

    /** @param text a URI with scheme {@code file}, written file:/abs or file:///abs */
    static LocalPlace ofUri(String text) {
        try {
            return new LocalPlace(Path.of(URI.create(text)));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException(text + ": not a file URI, expected file:/absolute/path with %20 for a space");
        }
    }

    @Override
    public String text() {
        return path.toString();
    }

    @Override
    public Object identity() {
        return absolute();
    }

    @Override
    public String name() {
        Path name = absolute().getFileName();
        return name == null ? "" : name.toString();
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public Place child(String name) {
        return new LocalPlace(path.resolve(name));
    }

    @Override
    public Place sibling(String name) {
        return new LocalPlace(path.toAbsolutePath().resolveSibling(name));
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }

    @Override
    public boolean isFolder() {
        return Files.isDirectory(path);
    }

    @Override
    public long length() throws IOException {
        requireNoFolder();
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw unreadable(e, "no such file");
        }
    }

    @Override
    public InputStream open() throws IOException {
        requireNoFolder();
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(e, "no such file");
        }
    }

    @Override
    public void createParents() throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(text() + ": cannot be written: is the root folder");
        }
        try {
            Files.createDirectories(parent);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(text() + ": cannot be written: " + e.getFile() + " is not a folder", e);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public OutputStream createNew() throws IOException {
        try {
            Files.createFile(path);
            return openNew();
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private OutputStream openNew() throws IOException {
        try {
            // Not a channel: an interrupt, as at the end of a job, would close it and lose the file.
            FileOutputStream out = new FileOutputStream(path.toFile());
            return new DurableOutputStream(text(), out, () -> out.getFD().sync());
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    @Override
    public void renameOver(Place target) throws IOException {
        try {
            Files.move(path, ((LocalPlace) target).path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw ((LocalPlace) target).unwritable(e);
        }
        syncFolder(path.toAbsolutePath().getParent());
    }

    /** Brings the new name to the disk too. The file is in place by now, so a file system that cannot do this is no failure. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("{}: folder cannot be synced", folder, e);
        }
    }

    @Override
    public List<String> childNames() throws IOException {
        try (Stream<Path> children = Files.list(path)) {
            return children.map(child -> child.getFileName().toString()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new BadInputException(text() + ": is a file, expected a folder", e);
        } catch (IOException e) {
            throw unreadable(e, "no such folder");
        }
    }

    @Override
    public void delete() throws IOException {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (FileSystemException e) {
            throw new IOException(text() + ": cannot be removed: " + e.getFile() + ": " + reason(e), e);
        }
    }

    /** For names and comparison only: where a folder is a symbolic link, {@code folder/..} is elsewhere than this says. */
    private Path absolute() {
        return path.toAbsolutePath().normalize();
    }

    private void requireNoFolder() throws BadInputException {
        if (Files.isDirectory(path)) {
            throw new BadInputException(text() + ": is a folder, expected a file");
        }
    }

    private BadInputException unreadable(IOException failure, String ifMissing) {
        return new BadInputException(text() + ": " + (failure instanceof NoSuchFileException ? ifMissing
                : "cannot be read: " + reason(failure)), failure);
    }

    private IOException unwritable(IOException failure) {
        return new IOException(text() + ": cannot be written: " + reason(failure), failure);
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileSystemException fileFailure && fileFailure.getReason() != null) {
            return fileFailure.getReason();
        }
        return failure.getClass().getSimpleName() + ": " + OneLine.of(failure);
    }
}
