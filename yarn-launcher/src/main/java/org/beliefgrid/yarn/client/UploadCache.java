package org.beliefgrid.yarn.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.beliefgrid.yarn.spec.LocalFile;

/**
 * Archives in the user's home folder, each below the hash of its content: what was uploaded once is not uploaded again, and
 * never changes.
 */
final class UploadCache {
    static final FsPermission OWNER_ONLY = new FsPermission((short) 0700);
    private static final int MOST_REPLICAS = 10;

    private final FileSystem files;
    private final Path folder;
    private final int nodes;
    private long uploadedBytes;

    /**
     * @param folder of the cache
     * @param nodes that will read from it
     */
    UploadCache(FileSystem files, Path folder, int nodes) {
        this.files = files;
        this.folder = folder;
        this.nodes = nodes;
    }

    /** Where the archive is or will be. */
    Path place(Bundle bundle) throws IOException {
        return new Path(new Path(folder, bundle.sha256()), bundle.name() + ".zip");
    }

    boolean has(Bundle bundle) throws IOException {
        return files.exists(place(bundle));
    }

    /** The archive, uploaded if it is not there. */
    LocalFile get(Bundle bundle) throws IOException {
        Path place = place(bundle);
        FileStatus status;
        try {
            status = files.getFileStatus(place);
        } catch (FileNotFoundException e) {
            upload(bundle, place);
            status = files.getFileStatus(place);
            uploadedBytes += status.getLen();
        }
        return new LocalFile(bundle.name(), files.resolvePath(place).toString(), status.getLen(), status.getModificationTime(),
                LocalFile.Kind.ARCHIVE, LocalFile.Visibility.PRIVATE);
    }

    private void upload(Bundle bundle, Path place) throws IOException {
        Path unfinished = new Path(place.getParent(), "." + bundle.name() + "-" + UUID.randomUUID());
        FileSystem.mkdirs(files, place.getParent(), OWNER_ONLY);
        try {
            try (OutputStream out = files.create(unfinished, false)) {
                bundle.write(out);
            }
            files.setReplication(unfinished, (short) Math.max(1, Math.min(MOST_REPLICAS, Math.min(nodes,
                    files.getDefaultReplication(place) * 3))));
            if (!files.rename(unfinished, place) && !files.exists(place)) {
                throw new IOException(place + ": cannot be renamed from " + unfinished.getName());
            }
        } finally {
            files.delete(unfinished, false);
        }
    }

    /** What was not in the cache so far. */
    long uploadedBytes() {
        return uploadedBytes;
    }
}
