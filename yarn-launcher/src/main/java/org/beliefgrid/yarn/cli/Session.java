package org.beliefgrid.yarn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.apache.hadoop.fs.FileSystem;
import org.beliefgrid.yarn.client.Applications;
import org.beliefgrid.yarn.client.Cluster;
import org.beliefgrid.yarn.client.HadoopSettings;
import org.beliefgrid.yarn.client.Logs;
import org.beliefgrid.yarn.client.Submission;
import org.beliefgrid.yarn.client.Watch;
import org.apache.hadoop.yarn.api.records.ApplicationId;

/** The cluster of {@code $HADOOP_CONF_DIR}, for the time of one command. */
final class Session implements AutoCloseable {
    private final HadoopSettings settings;
    private final FileSystem files;
    private final Cluster cluster;

    private Session(HadoopSettings settings, FileSystem files, Cluster cluster) {
        this.settings = settings;
        this.files = files;
        this.cluster = cluster;
    }

    static Session open() throws IOException {
        HadoopSettings settings = HadoopSettings.read(System.getenv("HADOOP_CONF_DIR"));
        return new Session(settings, settings.fileSystem(), new Cluster(settings));
    }

    Applications applications() {
        return new Applications(cluster, files);
    }

    Submission submission(PrintWriter out) {
        return new Submission(settings, cluster, files, out);
    }

    Watch watch(ApplicationId application, int allocationTimeoutSeconds, PrintWriter out) {
        return new Watch(applications(), application, allocationTimeoutSeconds, out);
    }

    Logs logs() {
        return new Logs(settings, cluster);
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        files.close();
    }
}
