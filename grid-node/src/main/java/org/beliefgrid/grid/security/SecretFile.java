package org.beliefgrid.grid.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import org.beliefgrid.error.InvalidConfigException;

/**
 * The file that a grid's secret is in: one line of hexadecimal digits that only its owner may read or write. Where the file
 * system knows no such permissions, they are not looked at.
 */
public final class SecretFile {
    private static final int MOST_CHARACTERS = 4096;
    private static final Set<PosixFilePermission> ONLY_OWNER = Set.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNERS = Set.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SecretFile() {
    }

    /** Where a user's secret is if nothing else is said: {@code ~/.beliefgrid/secret}. */
    public static Path ofUser() {
        return Path.of(System.getProperty("user.home"), ".beliefgrid", "secret");
    }

    /**
     * Reads a secret.
     *
     * @throws InvalidConfigException if there is no such file, others than its owner have rights to it, or it holds no secret
     * @throws IOException if it cannot be read
     */
    public static GridSecret read(Path file) throws IOException {
        byte[] text = contents(file);
        try {
            return GridSecret.ofText(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException(file + ": no secret: " + e.getMessage());
        }
    }

    private static byte[] contents(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new InvalidConfigException(file + ": a folder, expected the file of a secret");
        }
        try {
            requirePrivate(file);
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(MOST_CHARACTERS);
            }
        } catch (NoSuchFileException e) {
            throw new InvalidConfigException(file + ": no such file");
        } catch (FileSystemException e) {
            throw new InvalidConfigException("%s: the secret cannot be read: %s".formatted(file,
                    e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()));
        }
    }

    /**
     * Reads a secret, and makes it first if there is none. Of several processes that make it at once one wins, and all read
     * that one's: it appears under its name when it is complete.
     *
     * @throws InvalidConfigException as {@link #read}
     * @throws IOException if it can be neither read nor made
     */
    public static GridSecret readOrMake(Path file) throws IOException {
        if (Files.notExists(file)) {
            make(file);
        }
        return read(file);
    }

    /**
     * Makes a random secret, unless the file is there.
     *
     * @throws IOException if that fails
     */
    public static void make(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path fresh = privateFile(folder);
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                String line = HexFormat.of().formatHex(GridSecret.randomBytes()) + "\n";
                ByteBuffer text = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.createLink(file, fresh);  // unlike a rename, it never replaces what another process has made meanwhile
        } catch (FileAlreadyExistsException e) {
            // Another process was first: its secret is the one.
        } catch (UnsupportedOperationException e) {
            throw new IOException("%s: this file system cannot make it safely; make it with 'umask 077; openssl rand -hex %d'"
                    .formatted(file, GridSecret.LEAST_BYTES), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Path privateFile(Path folder) throws IOException {
        return hasPermissions(folder)
                ? Files.createTempFile(folder, ".secret-", ".new", PosixFilePermissions.asFileAttribute(ONLY_OWNER))
                : Files.createTempFile(folder, ".secret-", ".new");
    }

    private static void requirePrivate(Path file) throws IOException {
        if (!hasPermissions(file)) {
            return;
        }
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
        if (!OWNERS.containsAll(found)) {
            throw new InvalidConfigException(
                    "%s: permissions %s let others than its owner in; 'chmod 600' it, or better make a new one"
                    .formatted(file, PosixFilePermissions.toString(found)));
        }
    }

    private static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
