package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real HDFS and YARN on loopback: the pseudo-distributed cluster that lies beside the repository, started and stopped by its
 * own script; and the processes of the containers that run in it.
 */
final class PseudoYarn implements AutoCloseable {
    private static final int PORT_BASE = 27_000;
    private static final int MANAGER_WEB = 34;
    private static final int FIRST_NODE = 40;
    private static final int PORTS_OF_A_NODE = 10;
    private static final long DEADLINE_MINUTES = 6;
    private static final int STARTS = 4;
    private static final String SCRIPT = "tools/pseudo-hadoop/pseudo.sh";
    private static final Path HOME = Path.of(System.getProperty("beliefgrid.home", "..")).toAbsolutePath().normalize();

    private final Path script;
    private final Path run;
    private final Map<String, String> settings;
    private final Path log;

    private PseudoYarn(Path script, Path run, int nodes) {
        this.script = script;
        this.run = run;
        log = run.resolve("pseudo.log");
        settings = Map.of("PSEUDO_RUN", run.toString(), "PSEUDO_LIB", lib().toString(),
                "PSEUDO_PORT_BASE", String.valueOf(PORT_BASE), "PSEUDO_NMS", String.valueOf(nodes), "PSEUDO_NM_MB", "6144");
    }

    /** The folder beside this checkout with the cluster and the digits, if it is there. */
    static Optional<Path> shared() {
        Path shared = HOME.resolveSibling("shared");
        boolean complete = Files.isRegularFile(shared.resolve(SCRIPT))
                && Files.isDirectory(shared.resolve("data/mnist"));
        return complete ? Optional.of(shared) : Optional.empty();
    }

    /** The folder of the jars of Hadoop's servers. */
    private static Path lib() {
        return Optional.ofNullable(System.getenv("PSEUDO_LIB")).map(Path::of)
                .orElse(HOME.resolve("jobs/target/pseudo-hadoop-lib"));
    }

    /** The folder of the jars of Hadoop's servers, resolved if no test has done so before. */
    static Path servers(Path shared, Path run) throws IOException, InterruptedException {
        if (!Files.isDirectory(lib())) {
            new PseudoYarn(shared.resolve(SCRIPT), run, 0).call("lib");
        }
        return lib();
    }

    static PseudoYarn start(Path shared, Path run, int nodes) throws IOException, InterruptedException {
        PseudoYarn cluster = new PseudoYarn(shared.resolve(SCRIPT), Files.createDirectories(run),
                nodes);
        try {
            cluster.startUp();
            return cluster;
        } catch (IOException | InterruptedException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** On a busy machine the script loses patience with a server that is on its way; the next call goes on from there. */
    private void startUp() throws IOException, InterruptedException {
        for (int more = STARTS - 1; more > 0; more--) {
            try {
                call("start");
                return;
            } catch (AssertionError e) {
                System.out.println("not up yet: " + e.getMessage());
            }
        }
        call("start");
    }

    /** The cluster's settings, for {@code HADOOP_CONF_DIR}. */
    Path settings() {
        return run.resolve("conf");
    }

    /** Where the ResourceManager's proxy has an application's own pages. */
    URI proxied(String application) {
        return URI.create("http://127.0.0.1:%d/proxy/%s/".formatted(PORT_BASE + MANAGER_WEB, application));
    }

    /** Masters have two minutes to start in; YARN's own default is ten, and half a minute is short on a busy machine. */
    void givePatience() throws IOException, InterruptedException {
        Path site = settings().resolve("yarn-site.xml");
        String before = Files.readString(site);
        String after = before.replaceFirst("(am.liveness-monitor.expiry-interval-ms</name><value>)30000<", "$1120000<");
        assertNotEquals(before, after, "the script has other settings than it had");
        Files.writeString(site, after);
        restartManager(0);
    }

    /** Copies a folder. */
    void put(Path folder, String to) throws IOException, InterruptedException {
        files("-mkdir", "-p", Path.of(to).getParent().toString());
        files("-put", folder.toString(), to);
    }

    /** A command of Hadoop's file system shell. */
    void files(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("cli", "org.apache.hadoop.fs.FsShell"));
        command.addAll(List.of(arguments));
        call(command.toArray(String[]::new));
    }

    void killNode(int number) throws IOException, InterruptedException {
        call("kill-nm", String.valueOf(number));
    }

    void startNode(int number) throws IOException, InterruptedException {
        call("start-nm", String.valueOf(number));
    }

    void restartManager(int secondsAway) throws IOException, InterruptedException {
        call("restart-rm", String.valueOf(secondsAway));
    }

    /** Processes of an application's members, by their slots' order. */
    static List<ProcessHandle> members(String application) {
        return processes(application, "org.beliefgrid.yarn.member.MemberMain");
    }

    /** The process of its master. */
    static List<ProcessHandle> masters(String application) {
        return processes(application, "org.beliefgrid.yarn.master.MasterMain");
    }

    /** The number of the node that a container's process is on, from 1. */
    static int nodeOf(ProcessHandle process) {
        Matcher port = Pattern.compile("NM_PORT=([0-9]+)").matcher(text(process, "environ"));
        return port.find() ? (Integer.parseInt(port.group(1)) - PORT_BASE - FIRST_NODE) / PORTS_OF_A_NODE + 1 : 0;
    }

    /** The id of a process's container. */
    static String containerOf(ProcessHandle process) {
        Matcher id = Pattern.compile("\0CONTAINER_ID=(container_[0-9a-z_]+)").matcher("\0" + text(process, "environ"));
        return id.find() ? id.group(1) : "";
    }

    /** Java processes of its containers that have a main class, the oldest first. */
    private static List<ProcessHandle> processes(String application, String mainClass) {
        return ProcessHandle.allProcesses().filter(process -> text(process, "cmdline").contains("\0" + mainClass + "\0")
                && text(process, "environ").contains(application)).sorted((first, second) -> Long.compare(first.pid(),
                second.pid()))
                .toList();
    }

    private static String text(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException | UncheckedIOException e) {
            return "";  // it has ended, or is another user's
        }
    }

    private void call(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        Process process = builder.start();
        boolean ended = process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertTrue(ended, () -> String.join(" ", command) + " still runs, see " + log);
        assertEquals(0, process.exitValue(), () -> String.join(" ", command) + ":\n" + logged());
    }

    private String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            call("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
