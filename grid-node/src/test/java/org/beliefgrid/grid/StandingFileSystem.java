package org.beliefgrid.grid;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local files under another scheme, {@code standing}, where writes can be made to stand still, as on a disk that does. */
public final class StandingFileSystem extends DelegateToFileSystem {
    private static final String SCHEME = "standing";
    private static final CountDownLatch OPEN = new CountDownLatch(0);
    private static volatile CountDownLatch moving = OPEN;
    private static volatile CountDownLatch reached = OPEN;

    /** As Hadoop makes it. */
    public StandingFileSystem(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        super(uri, new Files(), configuration, SCHEME, false);
    }

    /** A local folder as it is named here. */
    static String name(Path folder) {
        Configuration.addDefaultResource("standing-site.xml");
        return SCHEME + "://" + folder.toAbsolutePath();
    }

    /** From now on writes stand still, until {@link #goOn}. */
    static void standStill() {
        reached = new CountDownLatch(1);
        moving = new CountDownLatch(1);
    }

    /** Waits until a write stands still. */
    static void awaitWrite() throws InterruptedException {
        reached.await();
    }

    static boolean isStandingStill() {
        return moving.getCount() > 0;
    }

    static void goOn() {
        moving.countDown();
        moving = OPEN;
    }

    private static final class Files extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create(SCHEME + ":///");
        }

        @Override
        public FSDataOutputStream create(org.apache.hadoop.fs.Path file, FsPermission permission, boolean overwrite,
                int bufferSize, short replication, long blockSize, Progressable progress) throws IOException {
            reached.countDown();
            try {
                moving.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException(file.toString());
            }
            return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
        }
    }
}
