package org.beliefgrid.store;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;

/**
 * The connections to Hadoop file systems: one per scheme and host for the life of the process, so that a shutdown hook of ours
 * can still write. Reads {@code core-site.xml} and {@code hdfs-site.xml} from {@code $HADOOP_CONF_DIR}. A host that does not
 * answer is given up soon, and what is read is compared with its checksums; both hold against the site's settings.
 */
final class HadoopFileSystems {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int CONNECT_RETRIES = 1;
    /** Longer than connecting: a name node that is collecting garbage is still there. */
    private static final int ANSWER_TIMEOUT_MILLIS = 30_000;
    /** Enough for a standby name node to take over: pauses of 0.5, 1, 2, 4 and 8 s. */
    private static final int FAILOVER_ATTEMPTS = 6;

    private static final ConcurrentHashMap<URI, FileContext> CONNECTIONS = new ConcurrentHashMap<>();

    /** What is asked of a file system. */
    @FunctionalInterface
    interface Question<T> {
        T ask(FileContext files) throws IOException;
    }

    /** Read when Hadoop is needed for the first time. */
    private static final class Settings {
        static final Configuration CONFIGURATION = read(System.getenv("HADOOP_CONF_DIR"));
    }

    private HadoopFileSystems() {
    }

    static Configuration read(String folder) {
        Configuration configuration = new Configuration();
        if (folder != null && !folder.isBlank()) {
            for (String name : new String[] {"core-site.xml", "hdfs-site.xml"}) {
                File site = new File(folder, name);
                if (site.isFile()) {
                    configuration.addResource(new Path(site.toURI()));
                }
            }
        }
        configuration.setInt("ipc.client.connect.timeout", CONNECT_TIMEOUT_MILLIS);
        configuration.setInt("ipc.client.connect.max.retries", CONNECT_RETRIES);
        configuration.setInt("ipc.client.connect.max.retries.on.timeouts", CONNECT_RETRIES);
        configuration.setInt("ipc.client.rpc-timeout.ms", ANSWER_TIMEOUT_MILLIS);
        configuration.setInt("dfs.client.failover.max.attempts", FAILOVER_ATTEMPTS);
        configuration.setBoolean("fs.automatic.close", false);
        // Data on the reader's own disk are compared with their checksums like all others.
        configuration.setBoolean("dfs.client.read.shortcircuit.skip.checksum", false);
        return configuration;
    }

    /**
     * The path of that name, with the host that the site's settings give if the name has none. Asks nobody.
     *
     * @throws InvalidConfigException if the text names no place on a file system that is known here
     */
    static Path pathOf(String text) {
        Path path;
        try {
            path = new Path(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException(text + ": not a location: " + OneLine.of(e));
        }
        URI uri = path.toUri();
        requireKnownScheme(text, uri.getScheme());
        if (uri.getAuthority() == null && uri.getScheme().equals("hdfs")) {
            URI site = FileSystem.getDefaultUri(Settings.CONFIGURATION);
            if (!"hdfs".equals(site.getScheme())) {
                throw new InvalidConfigException(text + ": names no host, and fs.defaultFS is " + site
                        + "; expected hdfs://host:port/path, or HADOOP_CONF_DIR with a core-site.xml");
            }
            return new Path(site.getScheme(), site.getAuthority(), uri.getPath());
        }
        return uri.getPath().isEmpty() ? new Path(uri.getScheme(), uri.getAuthority(), "/") : path;
    }

    private static void requireKnownScheme(String text, String scheme) {
        try {
            if (Settings.CONFIGURATION.getClass("fs.AbstractFileSystem." + scheme + ".impl", null) == null) {
                throw new InvalidConfigException(text + ": no file system has the scheme \"" + scheme
                        + "\"; expected a path, file:/path or hdfs://host:port/path"
                        + " (a path with a colon in its first name begins with ./)");
            }
        } catch (InvalidConfigException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidConfigException(text + ": the file system of \"" + scheme + "\" is not on the class path: "
                    + OneLine.of(e));
        }
    }

    /**
     * Asks the path's file system.
     *
     * @param text what messages call the path
     * @throws FileNotFoundException as the file system says it
     * @throws FileAlreadyExistsException as the file system says it
     * @throws BadInputException whatever else goes wrong, in one line; a host that cannot be reached is named
     */
    static <T> T ask(Path path, String text, Question<T> question) throws IOException {
        try {
            return question.ask(connection(path.toUri()));
        } catch (FileNotFoundException | FileAlreadyExistsException | BadInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw failed(path, text, e);
        }
    }

    private static FileContext connection(URI uri) throws IOException {
        URI root = new Path(uri.getScheme(), uri.getAuthority(), "/").toUri();
        FileContext known = CONNECTIONS.get(root);
        if (known != null) {
            return known;
        }
        FileContext made = FileContext.getFileContext(root, Settings.CONFIGURATION);
        FileContext earlier = CONNECTIONS.putIfAbsent(root, made);
        return earlier == null ? made : earlier;
    }

    private static BadInputException failed(Path path, String text, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException) {
                return new BadInputException(text + ": cannot reach " + path.toUri().getAuthority() + ": "
                        + innermostReason(cause), failure);
            }
        }
        return new BadInputException(text + ": " + OneLine.of(failure), failure);
    }

    /** Hadoop wraps a network exception into others of its kind, each with a longer text; the innermost says it shortest. */
    private static String innermostReason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof UnknownHostException ? "unknown host " + OneLine.of(cause) : OneLine.of(cause);
    }
}
