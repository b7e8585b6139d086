package org.beliefgrid.yarn.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.ApplicationConstants.Environment;

/** The command line of a container: one JVM, whose output goes to the container's log folder. */
public final class JavaCommand {
    /** Where {@link LocalFile}s of the class path are. */
    private static final String CLASS_PATH = "hadoop-conf:app/*:lib/*:user/*";
    private static final List<String> FLAGS = List.of(
            "--add-modules", "java.se",
            "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens", "java.base/java.lang=ALL-UNNAMED",
            "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens", "java.management/sun.management=ALL-UNNAMED",
            "--add-opens", "jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.net.preferIPv4Stack=true",
            "-Dorg.bytedeco.javacpp.cachedir=" + Environment.PWD.$$() + "/javacpp",
            "-Djava.io.tmpdir=" + Environment.PWD.$$() + "/tmp",
            "-Dbeliefgrid.config=config",
            "-Dlog4j2.configurationFile=config/log4j2.xml");

    private JavaCommand() {
    }

    /**
     * The commands for a {@code ContainerLaunchContext}.
     *
     * @param heapMb of Java's heap
     * @param options more options of the JVM
     * @param mainClass to start
     */
    public static List<String> of(int heapMb, List<String> options, String mainClass) {
        List<String> words = new ArrayList<>(List.of("mkdir", "-p", "tmp", "&&", "exec", Environment.JAVA_HOME.$$()
                + "/bin/java", "-Xmx" + heapMb + "m"));
        words.addAll(FLAGS);
        words.addAll(options);
        words.addAll(List.of("-cp", "'" + CLASS_PATH + "'", mainClass,
                "1>" + ApplicationConstants.LOG_DIR_EXPANSION_VAR + "/stdout",
                "2>" + ApplicationConstants.LOG_DIR_EXPANSION_VAR + "/stderr"));
        return List.of(String.join(" ", words));
    }

    /**
     * The commands for a member's container: heap, JavaCPP's memory and threads keep within its size.
     *
     * @param size of the member
     */
    public static List<String> member(MemberSize size) {
        return of(size.heapMb(), List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC", "-XX:GCTimeRatio=4",
                "-XX:ActiveProcessorCount=" + size.vcores(),
                "-Dorg.bytedeco.javacpp.maxBytes=" + size.offHeapMb() + "m",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=" + size.containerMb() + "m"), Staging.MEMBER_CLASS);
    }

    /** The environment that every container has. */
    public static Map<String, String> environment(ApplicationSpec spec) {
        Map<String, String> environment = new HashMap<>();
        environment.put(Staging.FOLDER_VARIABLE, spec.files().staging());
        environment.put("HADOOP_CONF_DIR", Environment.PWD.$$() + "/hadoop-conf");
        if (!UserGroupInformation.isSecurityEnabled()) {
            environment.put("HADOOP_USER_NAME", user());
        }
        environment.put("OMP_NUM_THREADS", "1");
        environment.put("OPENBLAS_NUM_THREADS", "1");
        environment.put("MALLOC_ARENA_MAX", "4");
        environment.put("BELIEFGRID_LOG", "info");
        if (!spec.placement().javaHome().isEmpty()) {
            environment.put(Environment.JAVA_HOME.name(), spec.placement().javaHome());
        }
        return environment;
    }

    /** Without security, a container's process has the node's own user, and says to HDFS who it works for. */
    private static String user() {
        try {
            return UserGroupInformation.getCurrentUser().getShortUserName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
