package org.beliefgrid.yarn.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Files that containers get together, as one archive: YARN asks for every resource of a container on its own, at up to a second
 * each, so a few archives are there sooner than a hundred jars.
 */
final class Bundle {
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final SortedMap<String, Path> files;

    /**
     * @param name of the folder in the container's working folder
     * @param files by their names below it
     */
    Bundle(String name, Map<String, Path> files) {
        this.name = name;
        this.files = new TreeMap<>(files);
    }

    String name() {
        return name;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    int count() {
        return files.size();
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files.values()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** A hash of all names and contents: the archive's, whenever it is made. */
    String sha256() throws IOException {
        MessageDigest all = digest();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            MessageDigest one = digest();
            read(file.getValue(), one::update);
            all.update((HexFormat.of().formatHex(one.digest()) + " " + file.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    /** Writes the archive. Nothing is compressed: jars are already, and the node that unpacks it is in a hurry. */
    void write(OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                CRC32 crc = new CRC32();
                read(file.getValue(), crc::update);
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(Files.size(file.getValue()));
                entry.setCrc(crc.getValue());
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(file.getValue(), zip);
                zip.closeEntry();
            }
        }
    }

    private interface Taker {
        void take(byte[] bytes, int offset, int length);
    }

    private static void read(Path file, Taker taker) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                taker.take(buffer, 0, length);
            }
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every Java has SHA-256", e));
        }
    }
}
