package org.beliefgrid.grid.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake over real sockets, against itself and against those who only act as if they knew the secret. */
class HandshakeTest {
    private static final String CLUSTER = "beliefgrid";
    private static final byte[] KEY = "0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAGIC = {'B', 'G', 'R', 'I', 'D', 0, 0, 1};
    private static final int HELLO = 8 + 32;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Handshake member = handshake(KEY);
    private ServerSocketChannel listener;

    private static Handshake handshake(byte[] key) {
        return new Handshake(secret(key), CLUSTER);
    }

    private static GridSecret secret(byte[] key) {
        return GridSecret.ofText(HexFormat.of().formatHex(key).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] anotherKey() {
        byte[] other = KEY.clone();
        other[31] ^= 1;
        return other;
    }

    @BeforeEach
    void listen() throws IOException {
        listener = listening();
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    /** Takes one connection as a member does: refused ones are closed. The result is what came after the handshake. */
    private Future<String> accepted(Handshake handshake) {
        return accepted(listener, handshake);
    }

    private Future<String> accepted(ServerSocketChannel on, Handshake handshake) {
        return threads.submit(() -> {
            try (SocketChannel channel = on.accept()) {
                handshake.onAccept(channel.socket());
                assertEquals(0, channel.socket().getSoTimeout());
                return new String(channel.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            }
        });
    }

    private SocketChannel connection() throws IOException {
        SocketChannel channel = SocketChannel.open(listener.getLocalAddress());
        channel.socket().setSoTimeout(20_000);
        return channel;
    }

    private static void assertRefused(String why, Future<String> accepted) throws Exception {
        ExecutionException refused = assertThrows(ExecutionException.class, () -> accepted.get(20, TimeUnit.SECONDS));
        assertEquals(why, refused.getCause().getMessage());
    }

    @Test
    void whatFollowsTheHandshakeIsLeftAlone() throws Exception {
        Future<String> accepted = accepted(member);
        try (SocketChannel channel = connection()) {
            Handshake client = handshake(KEY);
            client.onConnect(channel.socket());
            assertEquals(0, channel.socket().getSoTimeout());
            channel.socket().getOutputStream().write("HZC and more".getBytes(StandardCharsets.US_ASCII));
            channel.shutdownOutput();
            assertEquals("HZC and more", accepted.get(20, TimeUnit.SECONDS));
            assertEquals(Optional.empty(), client.stranger());
        }
    }

    @Test
    void anotherSecretIsSeenByWhoConnects() throws Exception {
        Future<String> accepted = accepted(member);
        Handshake client = handshake(anotherKey());
        String where = "127.0.0.1:" + listener.socket().getLocalPort();
        try (SocketChannel channel = connection()) {
            IOException refused = assertThrows(IOException.class, () -> client.onConnect(channel.socket()));
            assertEquals(where + " has another secret", refused.getMessage());
        }
        assertEquals(Optional.of(where), client.stranger());
        assertRefused("closed before the secret was proved", accepted);
    }

    @Test
    void anotherClusterWithTheSameSecretStaysApart() throws Exception {
        Future<String> accepted = accepted(member);
        try (SocketChannel channel = connection()) {
            Handshake client = new Handshake(secret(KEY), CLUSTER + "2");
            assertThrows(IOException.class, () -> client.onConnect(channel.socket()));
        }
        assertRefused("closed before the secret was proved", accepted);
    }

    /** The proof as docs/security.md has it, computed here once more. */
    private byte[] proof(String side, byte[] connector, byte[] acceptor) throws Exception {
        int port = listener.socket().getLocalPort();
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.write((side + "\0" + CLUSTER + "\0").getBytes(StandardCharsets.US_ASCII));
        signed.write(new byte[] {4, 127, 0, 0, 1, (byte) (port / 256), (byte) port});
        signed.write(connector);
        signed.write(acceptor);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "any"));
        return mac.doFinal(signed.toByteArray());
    }

    private static void sendHello(Socket socket, byte[] nonce) throws IOException {
        socket.getOutputStream().write(MAGIC);
        socket.getOutputStream().write(nonce);
    }

    /** Plays the connector by hand and changes one byte of the proof, or none. */
    private Future<String> connectByHand(int changedByte) throws Exception {
        Future<String> accepted = accepted(member);
        try (SocketChannel channel = connection()) {
            Socket socket = channel.socket();
            byte[] mine = "a nonce of exactly thirty-two by".getBytes(StandardCharsets.US_ASCII);
            sendHello(socket, mine);
            byte[] theirs = socket.getInputStream().readNBytes(32);
            assertArrayEquals(proof("acceptor", mine, theirs), socket.getInputStream().readNBytes(32));
            byte[] proof = proof("connector", mine, theirs);
            if (changedByte >= 0) {
                proof[changedByte] ^= 1;
            }
            socket.getOutputStream().write(proof);
            channel.shutdownOutput();
            socket.getInputStream().read();
        }
        return accepted;
    }

    @Test
    void theProofIsTheOneInTheDocuments() throws Exception {
        assertEquals("", connectByHand(-1).get(20, TimeUnit.SECONDS));
    }

    @Test
    void everyByteOfTheProofCounts() throws Exception {
        for (int changed = 0; changed < 32; changed++) {
            assertRefused("it has not the grid's secret", connectByHand(changed));
        }
    }

    @Test
    void aRecordedProofIsWorthNothing() throws Exception {
        byte[] recorded;
        try (ServerSocketChannel between = listening()) {
            Future<String> accepted = accepted(member);
            Future<byte[]> relayed = threads.submit(() -> recordHandshake(between));
            Socket socket = SocketChannel.open(between.getLocalAddress()).socket();
            // Says that it is connected to the member, so that the proof is one that the member takes.
            sendHello(socket, new byte[32]);
            byte[] theirs = socket.getInputStream().readNBytes(32);
            socket.getInputStream().readNBytes(32);
            socket.getOutputStream().write(proof("connector", new byte[32], theirs));
            recorded = relayed.get(20, TimeUnit.SECONDS);
            socket.close();
            assertEquals("", accepted.get(20, TimeUnit.SECONDS), "the recorded proof was not good when it was new");
        }
        Future<String> replayed = accepted(member);
        try (SocketChannel channel = connection()) {
            channel.socket().getOutputStream().write(recorded);
            channel.shutdownOutput();
            channel.socket().getInputStream().readAllBytes();
        }
        assertRefused("it has not the grid's secret", replayed);
    }

    /** Passes a handshake on to the member and keeps what the connector sent. */
    private byte[] recordHandshake(ServerSocketChannel between) throws IOException {
        try (SocketChannel from = between.accept(); SocketChannel to = connection()) {
            byte[] hello = from.socket().getInputStream().readNBytes(HELLO);
            to.socket().getOutputStream().write(hello);
            from.socket().getOutputStream().write(to.socket().getInputStream().readNBytes(64));
            byte[] proof = from.socket().getInputStream().readNBytes(32);
            to.socket().getOutputStream().write(proof);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(hello);
            all.write(proof);
            return all.toByteArray();
        }
    }

    @Test
    void whoListensElsewhereCannotPassTheHandshakeOn() throws Exception {
        Future<String> accepted = accepted(member);
        try (ServerSocketChannel between = listening()) {
            Future<byte[]> relayed = threads.submit(() -> recordHandshake(between));
            try (SocketChannel channel = SocketChannel.open(between.getLocalAddress())) {
                assertThrows(IOException.class, () -> handshake(KEY).onConnect(channel.socket()));
            }
            relayed.get(20, TimeUnit.SECONDS);
        }
        assertRefused("closed before the secret was proved", accepted);
    }

    @Test
    void whoAnnouncesAnotherAddressIsReachedThereAndNowhereElse() throws Exception {
        try (ServerSocketChannel between = listening()) {
            member.announce((InetSocketAddress) between.getLocalAddress());
            Future<String> accepted = accepted(member);
            Future<byte[]> relayed = threads.submit(() -> recordHandshake(between));
            try (SocketChannel channel = SocketChannel.open(between.getLocalAddress())) {
                handshake(KEY).onConnect(channel.socket());
            }
            relayed.get(20, TimeUnit.SECONDS);
            assertEquals("", accepted.get(20, TimeUnit.SECONDS));
            Future<String> direct = accepted(member);
            try (SocketChannel channel = connection()) {
                assertThrows(IOException.class, () -> handshake(KEY).onConnect(channel.socket()));
            }
            assertRefused("closed before the secret was proved", direct);
        }
    }

    @Test
    void aMembersOwnProofSentBackIsRefused() throws Exception {
        Future<String> accepted = accepted(member);
        try (SocketChannel channel = connection()) {
            Socket socket = channel.socket();
            sendHello(socket, new byte[32]);
            socket.getInputStream().readNBytes(32);
            socket.getOutputStream().write(socket.getInputStream().readNBytes(32));
            channel.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        assertRefused("it has not the grid's secret", accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HZC", "CP2", "GET / HTTP/1.1\r\n", "BGRIE", "\n"})
    void whoDoesNotKnowTheHandshakeIsRefusedAtItsFirstWrongByte(String firstBytes) throws Exception {
        Future<String> accepted = accepted(member);
        try (SocketChannel channel = connection()) {
            channel.socket().getOutputStream().write(firstBytes.getBytes(StandardCharsets.US_ASCII));
            // The connection stays open at this end: nobody waits for more.
            assertRefused("it does not know this grid's handshake", accepted);
            assertFalse(answersAnything(channel), "bytes for somebody who has proved nothing");
        }
    }

    private static boolean answersAnything(SocketChannel channel) {
        try {
            return channel.socket().getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;  // closed without a word, too
        }
    }

    @Test
    void whoSaysNothingIsLeftAfterAWhile() throws Exception {
        Future<String> accepted = accepted(new Handshake(secret(KEY), CLUSTER, 100));
        try (SocketChannel channel = connection()) {
            channel.socket().getOutputStream().write('B');
            assertRefused("no proof of the secret in time", accepted);
            assertFalse(answersAnything(channel));
        }
    }

    /** Patience so long that only this test ends a handshake. */
    @Test
    void silentConnectionsAreFewAtATime() throws Exception {
        Handshake patient = new Handshake(secret(KEY), CLUSTER, 60_000);
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                accepted(patient);
                silent.add(connection());
                assertTrue(answersHello(silent.get(i)), "not all of the first eight are listened to");
            }
            Future<String> ninth = accepted(patient);
            silent.add(connection());
            assertRefused("too many connections at once that have not proved anything", ninth);
            silent.get(0).close();
            assertTrue(anotherIsListenedTo(patient), "nobody is listened to after one of the eight has gone");
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    /** Whether the member answers with its number and proof: it holds a permit then, until this end says more or closes. */
    private static boolean answersHello(SocketChannel channel) {
        try {
            sendHello(channel.socket(), new byte[32]);
            return channel.socket().getInputStream().readNBytes(64).length == 64;
        } catch (IOException e) {
            return false;  // closed without a word
        }
    }

    private boolean anotherIsListenedTo(Handshake handshake) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        boolean answered = false;
        while (!answered && System.nanoTime() < end) {
            accepted(handshake);
            try (SocketChannel channel = connection()) {
                answered = answersHello(channel);
            }
        }
        return answered;
    }
}
