package org.beliefgrid.grid.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.protocol.ClientMessage;
import com.hazelcast.client.impl.protocol.DefaultMessageTaskFactoryProvider;
import com.hazelcast.client.impl.protocol.codec.MCGetClusterMetadataCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMapConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMemberConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetTimedMemberStateCodec;
import com.hazelcast.client.impl.protocol.codec.MCMatchMCConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCPollMCEventsCodec;
import com.hazelcast.client.impl.protocol.codec.MCReadMetricsCodec;
import com.hazelcast.client.impl.protocol.codec.MCShutdownMemberCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.config.ConfigXmlGenerator;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.spi.impl.NodeEngine;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.ConfigFiles;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stranger.Mark;
import org.stranger.PlainClient;
import org.stranger.PlainMember;

/**
 * What somebody can do to a member who reaches its port, with and without the grid's secret. Every attack is also made on a
 * member as Hazelcast comes, in a process of its own, where it must succeed: otherwise its failure would show nothing.
 */
class HostileClientIT {
    private static final long PATIENCE_SECONDS = 60;
    private static final List<String> ATTACKS = List.of("connect", "read", "job", "upload", "gadget", "shutdown");
    private static final String CLUSTER = "beliefgrid";

    @TempDir
    private Path folder;

    @AfterEach
    void endMembers() {
        HazelcastClient.shutdownAll();
        Hazelcast.getAllHazelcastInstances().forEach(member -> member.getLifecycleService().terminate());
    }

    private HazelcastInstance member(GridSecret secret, int port, String... join) throws IOException {
        return member(secret, port, MonitoringOptions.NONE, join);
    }

    private HazelcastInstance member(GridSecret secret, int port, MonitoringOptions monitoring, String... join)
            throws IOException {
        HazelcastInstance member = GridMember.startEmbedded(new MemberOptions("127.0.0.1", port, List.of(join), 0, 1,
                Location.of(folder.resolve("store").toString()), secret).withMonitoring(monitoring));
        member.getMap("weights").put("first", "0.5");
        return member;
    }

    private static int port(HazelcastInstance member) {
        return member.getCluster().getLocalMember().getAddress().getPort();
    }

    private static String address(HazelcastInstance member) {
        return "127.0.0.1:" + port(member);
    }

    private static HazelcastInstance client(GridSecret secret, HazelcastInstance member) throws IOException {
        ClientConfig config;
        try (InputStream file = ConfigFiles.open("hazelcast-client.yaml")) {
            config = new YamlClientConfigBuilder(file).build();
        }
        config.getNetworkConfig().addAddress(address(member));
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(2000);
        GuardedClientExtension.guard(config, new Handshake(secret, config.getClusterName()));
        return HazelcastClient.newHazelcastClient(config);
    }

    private Path mark() {
        return folder.resolve("mark");
    }

    /** Starts a program in a process that has Hazelcast and the attacks on its class path, and nothing of ours. */
    private Process plain(Class<?> program, Path said, String... arguments) throws Exception {
        Path classes = folder.resolve("classes").resolve("org").resolve("stranger");
        Files.createDirectories(classes);
        for (String name : List.of("PlainClient", "PlainClient$Attack", "PlainMember", "Mark")) {
            try (InputStream in = PlainClient.class.getResourceAsStream(name + ".class")) {
                Files.write(classes.resolve(name + ".class"), in.readAllBytes());
            }
        }
        String hazelcast = Path.of(Hazelcast.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp",
                folder.resolve("classes") + File.pathSeparator + hazelcast, program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(folder.resolve("errors").toFile())
                .start();
    }

    /** Makes each attack on the member at an address; by its name, what came of it. */
    private Map<String, String> attack(String address) throws Exception {
        Path said = folder.resolve("said");
        Process process = plain(PlainClient.class, said, address, CLUSTER, mark().toString());
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the plain client hangs");
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(said);
        assertEquals(ATTACKS, lines.stream().map(line -> line.substring(0, line.indexOf(' '))).toList(), "attacks made");
        return lines.stream().collect(Collectors.toMap(line -> line.substring(0, line.indexOf(' ')),
                line -> line.substring(line.indexOf(' ') + 1)));
    }

    /** A client that Hazelcast makes by itself from the file of settings, as its own command line does. */
    private static HazelcastInstance client(Path secretFile, HazelcastInstance member) throws IOException {
        ClientConfig config;
        try (InputStream file = ConfigFiles.open("hazelcast-client.yaml")) {
            config = new YamlClientConfigBuilder(file).build().setProperty(GuardedClientExtension.SECRET_FILE,
                    secretFile.toString());
        }
        config.getNetworkConfig().addAddress(address(member));
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(2000);
        return HazelcastClient.newHazelcastClient(config);
    }

    @Test
    void aClientProvesTheSecretOfTheFileThatItsPropertyNames() throws Exception {
        Path file = folder.resolve("secret");
        HazelcastInstance member = member(SecretFile.readOrMake(file), 0);
        assertEquals("0.5", client(file, member).getMap("weights").get("first"));
        Path missing = folder.resolve("missing");
        assertEquals(missing + ": no such file", assertThrows(InvalidConfigException.class, () -> client(missing, member))
                .getMessage());
        Path others = folder.resolve("others");
        SecretFile.make(others);
        assertThrows(IllegalStateException.class, () -> client(others, member));
    }

    @Test
    void aPlainClientDoesNothingAtAll() throws Exception {
        HazelcastInstance member = member(GridSecret.random(), 0);
        Map<String, String> came = attack(address(member));
        for (String name : ATTACKS) {
            assertTrue(came.get(name).startsWith("failed java.lang.IllegalStateException: Unable to connect to any cluster"),
                    () -> name + " " + came.get(name));
        }
        assertFalse(Files.exists(mark()), "the class was made");
        assertTrue(member.getLifecycleService().isRunning());
        assertEquals(1, member.getMap("weights").size());
        assertEquals(List.of(), member.getJet().getJobs());
    }

    @Test
    void aMemberAsItComesFallsToEachAttack() throws Exception {
        Path said = folder.resolve("address");
        Process member = plain(PlainMember.class, said, CLUSTER);
        try {
            Map<String, String> came = attack(firstLine(member, said));
            assertEquals("done 1", came.get("connect"));
            assertEquals("done 0.5", came.get("read"));
            assertEquals("done 0.5", came.get("job"));
            assertEquals("done 0.5", came.get("upload"));
            assertEquals("done called", came.get("gadget"));
            assertTrue(Files.exists(mark()), "the class was not made");
            assertTrue(member.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "not shut down, but " + came.get("shutdown"));
        } finally {
            member.destroyForcibly();
        }
    }

    private static String firstLine(Process process, Path said) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(said).endsWith("\n")) {
            assertTrue(process.isAlive() && System.nanoTime() < end, "the plain member does not start");
            Thread.sleep(20);
        }
        return Files.readString(said).strip();
    }

    /** What a member says to somebody who speaks its members' protocol right away. */
    private static String answer(HazelcastInstance member) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(member))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("HZC".getBytes(StandardCharsets.US_ASCII));
            try {
                return new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
            } catch (SocketException e) {
                return "";  // reset: closed before it had read all that was sent
            }
        }
    }

    @Test
    void thePortSpeaksTheProtocolOfMembersToNobodyWithoutTheSecret() throws Exception {
        assertEquals("HZC", answer(PlainMember.start(CLUSTER)));
        assertEquals("", answer(member(GridSecret.random(), 0)));
    }

    @Test
    void aClientWithAnotherSecretIsRefused() throws Exception {
        HazelcastInstance member = member(GridSecret.random(), 0);
        assertThrows(IllegalStateException.class, () -> client(GridSecret.random(), member));
    }

    @Test
    void aMemberWithAnotherSecretDoesNotJoinAndSaysWhy() throws Exception {
        HazelcastInstance first = member(GridSecret.random(), 0);
        GridUnavailableException refused = assertThrows(GridUnavailableException.class,
                () -> member(GridSecret.random(), 0, address(first)));
        assertEquals("the member at " + address(first) + " has another secret: give both the same --secret-file",
                refused.getMessage());
        assertEquals(1, first.getCluster().getMembers().size());
    }

    @Test
    void aMemberAsItComesDoesNotJoin() throws Exception {
        HazelcastInstance first = member(GridSecret.random(), 0);
        try {
            assertEquals(1, PlainMember.start(CLUSTER, address(first)).getCluster().getMembers().size());
        } catch (IllegalStateException e) {
            // Given up instead of being alone: as good.
        }
        assertEquals(1, first.getCluster().getMembers().size());
    }

    @Test
    void aClientWithTheSecretWorksButManagesNothingAndBringsNoClasses() throws Exception {
        GridSecret secret = GridSecret.random();
        HazelcastInstance first = member(secret, 0);
        HazelcastInstance second = member(secret, 0, address(first));
        assertEquals(2, second.getCluster().getMembers().size());
        HazelcastInstance client = client(secret, first);
        assertEquals("0.5", client.getMap("weights").get("first"));
        ExecutionException refused = assertThrows(ExecutionException.class, () -> PlainClient.shutDown(client));
        assertTrue(refused.getCause() instanceof UnsupportedOperationException, refused::toString);
        assertTrue(first.getLifecycleService().isRunning() && second.getLifecycleService().isRunning());
        ExecutionException filtered = assertThrows(ExecutionException.class,
                () -> client.getExecutorService("any").submit(new Mark(mark().toString())).get());
        assertTrue(filtered.toString().contains("org.stranger.Mark is not allowed"), filtered::toString);
        assertFalse(Files.exists(mark()), "the class was made");
        // A job's classes travel with their URLs: the filter refuses these before anybody looks whether uploads are allowed.
        RuntimeException notTaken = assertThrows(RuntimeException.class, () -> PlainClient.upload(client));
        assertTrue(notTaken.toString().contains("java.net.URL is not allowed"), notTaken::toString);
        assertFalse(first.getConfig().getJetConfig().isResourceUploadEnabled());
        assertEquals(List.of(), first.getJet().getJobs());
        assertTrue(client.getMap("copy").isEmpty());
    }

    /** Types of all messages of Management Center's service that a member of Hazelcast knows. */
    private static Set<Integer> managementTypes(HazelcastInstance member) {
        NodeEngine engine = ((HazelcastInstanceProxy) member).getOriginal().node.nodeEngine;
        int service = MCShutdownMemberCodec.REQUEST_MESSAGE_TYPE >>> 16;
        return new DefaultMessageTaskFactoryProvider(engine).getFactories().keySet().stream()
                .filter(type -> type >>> 16 == service).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Sends a message without a body; what the member says. */
    private static Throwable refusal(HazelcastInstance client, HazelcastInstance member, int type) {
        ClientMessage message = ClientMessage.createForEncode();
        ClientMessage.Frame head = new ClientMessage.Frame(new byte[64], ClientMessage.UNFRAGMENTED_MESSAGE);
        message.add(head);
        message.setMessageType(type);
        message.setPartitionId(-1);
        return assertThrows(ExecutionException.class, () -> new ClientInvocation(((HazelcastClientProxy) client).client,
                message,
                null, member.getLocalEndpoint().getUuid()).invoke().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).getCause();
    }

    private static String state(HazelcastInstance client, HazelcastInstance member) throws Exception {
        return MCGetTimedMemberStateCodec.decodeResponse(new ClientInvocation(((HazelcastClientProxy) client).client,
                MCGetTimedMemberStateCodec.encodeRequest(), null, member.getLocalEndpoint().getUuid()).invoke()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private static MonitoringOptions managementCenterAt(String address) {
        return new MonitoringOptions(List.of(address), OptionalInt.empty(), "127.0.0.1");
    }

    @Test
    void aMemberThatIsToldOfNoManagementCenterKnowsNoneOfItsMessages() throws Exception {
        GridSecret secret = GridSecret.random();
        HazelcastInstance member = member(secret, 0);
        HazelcastInstance client = client(secret, member);
        Set<Integer> all = managementTypes(member);
        assertTrue(all.size() > 30, all::toString);
        for (int type : all) {
            assertInstanceOf(UnsupportedOperationException.class, refusal(client, member, type), Integer.toHexString(type));
        }
        assertTrue(member.getLifecycleService().isRunning());
    }

    @Test
    void managementCenterReadsWhatItsPagesShowAndNothingElse() throws Exception {
        GridSecret secret = GridSecret.random();
        HazelcastInstance member = member(secret, 0, managementCenterAt("127.0.0.1"));
        HazelcastInstance client = client(secret, member);
        Set<Integer> others = managementTypes(member);
        assertTrue(others.removeAll(Set.of(MCGetTimedMemberStateCodec.REQUEST_MESSAGE_TYPE,
                MCReadMetricsCodec.REQUEST_MESSAGE_TYPE, MCGetMemberConfigCodec.REQUEST_MESSAGE_TYPE,
                MCGetMapConfigCodec.REQUEST_MESSAGE_TYPE, MCGetClusterMetadataCodec.REQUEST_MESSAGE_TYPE,
                MCPollMCEventsCodec.REQUEST_MESSAGE_TYPE, MCMatchMCConfigCodec.REQUEST_MESSAGE_TYPE)));
        for (int type : others) {
            assertInstanceOf(UnsupportedOperationException.class, refusal(client, member, type), Integer.toHexString(type));
        }
        assertTrue(state(client, member).contains("memberState"));
        ExecutionException refused = assertThrows(ExecutionException.class, () -> PlainClient.shutDown(client));
        assertInstanceOf(UnsupportedOperationException.class, refused.getCause());
        assertTrue(member.getLifecycleService().isRunning());
    }

    @Test
    void aClientWithTheSecretFromElsewhereIsNotManagementCenter() throws Exception {
        GridSecret secret = GridSecret.random();
        HazelcastInstance member = member(secret, 0, managementCenterAt("127.0.0.77"));
        HazelcastInstance client = client(secret, member);
        ExecutionException refused = assertThrows(ExecutionException.class, () -> state(client, member));
        assertTrue(refused.getCause().toString().contains("is not allowed for management task"), refused::toString);
    }

    @Test
    void aClientConnectsAgainWhenTheMemberHasComeBack() throws Exception {
        GridSecret secret = GridSecret.random();
        HazelcastInstance member = member(secret, 0);
        HazelcastInstance client = client(secret, member);
        int port = port(member);
        member.getLifecycleService().terminate();
        HazelcastInstance back = member(secret, port);
        back.getMap("weights").put("first", "0.25");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String found = null;
        while (found == null) {
            assertTrue(System.nanoTime() < end, "the client does not come back");
            try {
                found = client.<String, String>getMap("weights").get("first");
            } catch (RuntimeException e) {
                Thread.sleep(20);  // not connected again so far
            }
        }
        assertEquals("0.25", found);
    }

    @Test
    void theConfigurationThatOthersSeeHoldsNoSecret() throws Exception {
        Path file = folder.resolve("secret");
        HazelcastInstance member = member(SecretFile.readOrMake(file), 0);
        String xml = new ConfigXmlGenerator(true, false).generate(member.getConfig());
        assertTrue(xml.contains("socket-interceptor"), xml);
        String digits = Files.readString(file).strip();
        assertFalse((xml + member.getConfig()).contains(digits));
        assertFalse(xml.contains(new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1)));
    }
}
