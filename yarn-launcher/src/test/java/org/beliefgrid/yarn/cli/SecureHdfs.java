package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An HDFS on loopback whose NameNode and DataNode want Kerberos, with a key distribution centre of its own: three processes.
 * Nobody in this JVM logs in.
 */
final class SecureHdfs implements AutoCloseable {
    static final String REALM = "EXAMPLE.COM";
    private static final long PATIENCE_SECONDS = 180;
    private static final List<String> KERBEROS = List.of("--add-exports", "java.security.jgss/sun.security.krb5=ALL-UNNAMED");

    private final Path folder;
    private final Path servers;
    private final int port = freePort();
    private final Deque<Process> running = new ArrayDeque<>();

    private SecureHdfs(Path folder, Path servers) throws IOException {
        this.folder = folder;
        this.servers = servers;
    }

    /**
     * Starts it.
     *
     * @param servers folder of the jars of Hadoop's servers
     * @param principals besides those of the servers, without realm
     */
    static SecureHdfs start(Path folder, Path servers, String... principals) throws IOException, InterruptedException {
        SecureHdfs hdfs = new SecureHdfs(Files.createDirectories(folder), servers);
        try {
            hdfs.startCentre(principals);
            hdfs.writeSettings();
            hdfs.startServers();
            return hdfs;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            hdfs.close();
            throw e;
        }
    }

    private void startCentre(String... principals) throws IOException, InterruptedException {
        Path settings = Files.writeString(folder.resolve("kdc.properties"), "org.name=EXAMPLE\norg.domain=COM\n");
        List<String> arguments = new ArrayList<>(List.of("org.apache.hadoop.minikdc.MiniKdc", folder.toString(),
                settings.toString(), keytab().toString(), "hdfs/localhost", "HTTP/localhost"));
        arguments.addAll(List.of(principals));
        Process centre = launch("kdc", KERBEROS, System.getProperty("java.class.path"), Map.of(), arguments);
        running.push(centre);
        await(centre, "kdc", () -> Files.readString(log("kdc")).contains("Standalone MiniKdc Running"));
    }

    private void startServers() throws IOException, InterruptedException {
        for (String pages : List.of("webapps/hdfs", "webapps/datanode")) {
            Files.createDirectories(settings().resolve(pages));
        }
        String classPath = settings() + File.pathSeparator + servers.resolve("*");
        String nameNode = "org.apache.hadoop.hdfs.server.namenode.NameNode";
        Process format = launch("format", server(), classPath, Map.of(), List.of(nameNode, "-format", "-nonInteractive"));
        assertTrue(format.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "formatting takes too long");
        assertEquals(0, format.exitValue(), () -> logged("format"));
        running.push(launch("namenode", server(), classPath, Map.of(), List.of(nameNode)));
        await(running.peek(), "namenode", this::answers);
        running.push(launch("datanode", server(), classPath, Map.of(),
                List.of("org.apache.hadoop.hdfs.server.datanode.DataNode")));
    }

    private List<String> server() {
        List<String> options = new ArrayList<>(KERBEROS);
        options.addAll(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true",
                "-Djava.security.krb5.conf=" + folder.resolve("krb5.conf"), "-Dhadoop.log.dir=" + folder));
        return options;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void writeSettings() throws IOException {
        Files.createDirectories(settings());
        write("core-site.xml", Map.of("fs.defaultFS", uri(""), "hadoop.security.authentication", "kerberos",
                "hadoop.tmp.dir", folder.resolve("tmp").toString()));
        Map<String, String> hdfs = new LinkedHashMap<>();
        for (String server : List.of("namenode", "datanode")) {
            hdfs.put("dfs." + server + ".kerberos.principal", "hdfs/localhost@" + REALM);
            hdfs.put("dfs." + server + ".keytab.file", keytab().toString());
        }
        hdfs.put("dfs.web.authentication.kerberos.principal", "HTTP/localhost@" + REALM);
        hdfs.put("dfs.web.authentication.kerberos.keytab", keytab().toString());
        hdfs.put("dfs.block.access.token.enable", "true");
        // A port below 1024, or TLS, is what it would want else.
        hdfs.put("ignore.secure.ports.for.testing", "true");
        hdfs.put("dfs.replication", "1");
        hdfs.put("dfs.namenode.rpc-address", "localhost:" + port);
        hdfs.put("dfs.namenode.http-address", "localhost:0");
        hdfs.put("dfs.datanode.address", "localhost:0");
        hdfs.put("dfs.datanode.http.address", "localhost:0");
        hdfs.put("dfs.datanode.ipc.address", "localhost:0");
        hdfs.put("dfs.namenode.datanode.registration.ip-hostname-check", "false");
        hdfs.put("dfs.namenode.safemode.extension", "0");
        hdfs.put("dfs.namenode.name.dir", folder.resolve("names").toUri().toString());
        hdfs.put("dfs.datanode.data.dir", folder.resolve("blocks").toUri().toString());
        write("hdfs-site.xml", hdfs);
        write("yarn-site.xml", Map.of("yarn.resourcemanager.principal", "rm/localhost@" + REALM));
    }

    private void write(String name, Map<String, String> values) throws IOException {
        Files.writeString(settings().resolve(name), values.entrySet().stream()
                .map(value -> "<property><name>%s</name><value>%s</value></property>".formatted(value.getKey(),
                        value.getValue()))
                .collect(Collectors.joining("\n", "<configuration>\n", "\n</configuration>\n")));
    }

    /** Of all principals. */
    Path keytab() {
        return folder.resolve("all.keytab");
    }

    /** For {@code HADOOP_CONF_DIR}. */
    Path settings() {
        return folder.resolve("conf");
    }

    String uri(String path) {
        return "hdfs://localhost:" + port + path;
    }

    /**
     * Runs a class of the tests in a process of its own, as a container does: with the settings on its class path.
     *
     * @param environment more variables
     * @return exit code and output
     */
    Program.Outcome run(Map<String, String> environment, String... classAndArguments) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(server());
        options.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
        Process process = launch("program", options, settings() + File.pathSeparator + System.getProperty("java.class.path"),
                environment, List.of(classAndArguments));
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(String.join(" ", classAndArguments) + " takes too long: " + logged("program"));
        }
        return new Program.Outcome(process.exitValue(), Files.readAllLines(log("program")));
    }

    private Process launch(String name, List<String> options, String classPath, Map<String, String> environment,
            List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("HADOOP") || variable.startsWith("KRB5"));
        builder.environment().put("HADOOP_CONF_DIR", settings().toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What has to become true while a process runs. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Process process, String name, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(process.isAlive() && System.nanoTime() < end, () -> name + " did not start:\n" + logged(name));
            Thread.sleep(50);
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private String logged(String name) {
        try {
            return Files.readString(log(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroyForcibly);
    }
}
