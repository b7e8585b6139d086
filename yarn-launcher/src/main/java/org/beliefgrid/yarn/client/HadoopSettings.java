package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.beliefgrid.error.InvalidConfigException;

/**
 * The cluster's settings, as {@code $HADOOP_CONF_DIR} has them.
 *
 * @param folder with core-site.xml, hdfs-site.xml and yarn-site.xml
 * @param configuration all of them; a server that does not answer is given up soon
 */
public record HadoopSettings(Path folder, Configuration configuration) {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int WAIT_FOR_MANAGER_MILLIS = 20_000;
    private static final int RETRY_MILLIS = 2_000;

    /**
     * Reads them.
     *
     * @param variable the environment's HADOOP_CONF_DIR, or null
     * @throws InvalidConfigException if that is no such folder
     */
    public static HadoopSettings read(String variable) {
        if (variable == null || variable.isBlank() || !Files.isRegularFile(Path.of(variable, "yarn-site.xml"))) {
            throw new InvalidConfigException("HADOOP_CONF_DIR must name the folder with the cluster's core-site.xml, "
                    + "hdfs-site.xml and "
                    + "yarn-site.xml, was " + (variable == null || variable.isBlank() ? "not set" : variable));
        }
        Path folder = Path.of(variable).toAbsolutePath();
        Configuration configuration = new YarnConfiguration();
        for (String name : new String[] {"core-site.xml", "hdfs-site.xml", "yarn-site.xml"}) {
            if (Files.isRegularFile(folder.resolve(name))) {
                configuration.addResource(new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()));
            }
        }
        configuration.setInt("ipc.client.connect.timeout", CONNECT_MILLIS);
        configuration.setInt("ipc.client.connect.max.retries", 1);
        configuration.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
        configuration.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, WAIT_FOR_MANAGER_MILLIS);
        configuration.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, RETRY_MILLIS);
        configuration.setBoolean("fs.automatic.close", false);
        UserGroupInformation.setConfiguration(configuration);
        return new HadoopSettings(folder, configuration);
    }

    /**
     * The cluster's file system.
     *
     * @throws InvalidConfigException if {@code fs.defaultFS} is this machine's own disk
     */
    public FileSystem fileSystem() throws IOException {
        URI site = FileSystem.getDefaultUri(configuration);
        if ("file".equals(site.getScheme())) {
            throw new InvalidConfigException(folder.resolve("core-site.xml")
                    + ": fs.defaultFS must be a file system that all nodes share, was "
                    + site);
        }
        return FileSystem.newInstance(site, configuration);
    }
}
