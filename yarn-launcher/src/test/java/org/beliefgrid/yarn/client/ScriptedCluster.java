package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** A cluster that answers what the test says, with a folder as its file system, and an application in it. */
final class ScriptedCluster implements AutoCloseable {
    /** The application. */
    static final ApplicationId ONE = ApplicationId.newInstance(1_700_000_000_000L, 1);

    final ScriptedYarn yarn = new ScriptedYarn();
    final Configuration configuration = new Configuration();
    final FileSystem files;
    final Home home;
    final Cluster cluster;
    final Applications applications;

    ScriptedCluster(Path folder) throws IOException {
        files = FileSystem.getLocal(configuration);
        home = new Home(files, new org.apache.hadoop.fs.Path(folder.toUri()));
        cluster = new Cluster(yarn, configuration);
        applications = new Applications(cluster, home);
    }

    /** What YARN says of the application from now on. */
    void know(YarnApplicationState state, FinalApplicationStatus end, String text) {
        yarn.known.put(ONE, ScriptedYarn.report(ONE, state, end, text));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
