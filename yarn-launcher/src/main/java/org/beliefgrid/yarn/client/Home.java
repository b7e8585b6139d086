package org.beliefgrid.yarn.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.Staging;

/** The folder {@code .beliefgrid} in the user's home on the cluster: the cache, and a staging folder for each application. */
public final class Home {
    private static final String SECRET = "secret";
    private static final Pattern APPLICATION = Pattern.compile("application_[0-9]+_[0-9]+");
    private static final FsPermission OWNER_FILE = new FsPermission((short) 0600);

    private final FileSystem files;
    private final Path folder;

    public Home(FileSystem files) {
        this(files, new Path(files.getHomeDirectory(), ".beliefgrid"));
    }

    Home(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    Path cache() {
        return new Path(folder, "cache");
    }

    /** Default store of models. */
    Path models() {
        return new Path(folder, "models");
    }

    Path staging(ApplicationId application) {
        return new Path(folder, application.toString());
    }

    /** Where the user has no right to write, this says so before anything is uploaded. */
    void requireWritable() throws IOException {
        FileSystem.mkdirs(files, cache(), UploadCache.OWNER_ONLY);
    }

    UploadCache uploads(int nodes) {
        return new UploadCache(files, cache(), nodes);
    }

    /** Makes a staging folder that only the user can look into; as long as it is there, the cache stays. */
    Path reserve(ApplicationId application) throws IOException {
        Path staging = staging(application);
        FileSystem.mkdirs(files, staging, UploadCache.OWNER_ONLY);
        return staging;
    }

    /** The staging folder, with the secret for the commands that come later. */
    Path stage(ApplicationId application, ApplicationSecret secret) throws IOException {
        Path staging = reserve(application);
        write(new Path(staging, SECRET), secret.bytes());
        return staging;
    }

    void write(ApplicationId application, ApplicationSpec spec) throws IOException {
        write(new Path(staging(application), Staging.APPLICATION), Json.write(spec));
    }

    void write(Path file, byte[] content) throws IOException {
        try (OutputStream out = FileSystem.create(files, file, OWNER_FILE)) {
            out.write(content);
        }
    }

    /** Copies the user's plan into the staging folder. */
    FileStatus copy(java.nio.file.Path local, ApplicationId application) throws IOException {
        Path target = new Path(staging(application), Staging.PLAN);
        write(target, java.nio.file.Files.readAllBytes(local));
        return files.getFileStatus(target);
    }

    /** The address of the application master; empty as long as none has written it, and after the end. */
    Optional<MasterAddress> master(ApplicationId application) throws IOException {
        return read(new Path(staging(application), Staging.MASTER), MasterAddress.class);
    }

    Optional<ApplicationSpec> spec(ApplicationId application) throws IOException {
        return read(new Path(staging(application), Staging.APPLICATION), ApplicationSpec.class);
    }

    Optional<ApplicationSecret> secret(ApplicationId application) throws IOException {
        return bytes(new Path(staging(application), SECRET)).map(ApplicationSecret::of);
    }

    /** Removes all that the application has here; the models stay. */
    void unstage(ApplicationId application) throws IOException {
        files.delete(staging(application), true);
    }

    /** Applications that have a staging folder, and when that was changed last. */
    Map<ApplicationId, Instant> staged() throws IOException {
        Map<ApplicationId, Instant> found = new TreeMap<>();
        if (files.exists(folder)) {
            for (FileStatus child : files.listStatus(folder)) {
                if (APPLICATION.matcher(child.getPath().getName()).matches()) {
                    found.put(ApplicationId.fromString(child.getPath().getName()),
                            Instant.ofEpochMilli(child.getModificationTime()));
                }
            }
        }
        return found;
    }

    /** Removes the cache; the next submission uploads again. */
    void forgetUploads() throws IOException {
        files.delete(cache(), true);
    }

    private <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        Optional<byte[]> bytes = bytes(file);
        return bytes.isPresent() ? Optional.of(Json.read(bytes.get(), type)) : Optional.empty();
    }

    private Optional<byte[]> bytes(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }
}
