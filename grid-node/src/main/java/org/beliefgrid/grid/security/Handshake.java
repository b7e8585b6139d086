package org.beliefgrid.grid.security;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first bytes of every connection, between members and from clients: both ends prove that they know the grid's secret
 * before Hazelcast reads or writes anything. Whoever opens the connection is the connector, the other the acceptor.
 *
 * <pre>
 * connector  8 bytes MAGIC, 32 random bytes C
 * acceptor   32 random bytes A, 32 bytes HMAC(secret, "acceptor" 0 cluster 0 address port C A)
 * connector  32 bytes HMAC(secret, "connector" 0 cluster 0 address port C A)
 * </pre>
 *
 * <p>Both random numbers are new each time, so a recorded proof proves nothing later, and no clock is asked. Address and port
 * are those to which the connector connects and which the acceptor announces: who listens at another address cannot pass the
 * bytes on to a member. The two words keep one side's proof from being sent back as the other's. This says who is at the other
 * end when the connection is opened; what travels afterwards is neither encrypted nor signed.
 */
public final class Handshake implements MemberSocketInterceptor {
    static final int NONCE_BYTES = 32;
    static final int PROOF_BYTES = 32;

    private static final Logger LOGGER = LoggerFactory.getLogger(Handshake.class);
    private static final byte[] MAGIC = {'B', 'G', 'R', 'I', 'D', 0, 0, 1};
    private static final byte[] CONNECTOR = "connector\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACCEPTOR = "acceptor\0".getBytes(StandardCharsets.US_ASCII);
    /** Time for a member on a busy machine; one that stands still is given up then, and the next one tried. */
    private static final long PATIENCE_MILLIS = 10_000;
    /** Fewer than Hazelcast's threads for it: who connects and is silent cannot keep this member from connecting to others. */
    private static final int MOST_AT_ONCE = 8;

    private final SecureRandom random = new SecureRandom();
    private final Semaphore accepting = new Semaphore(MOST_AT_ONCE);
    private final AtomicReference<String> stranger = new AtomicReference<>();
    private final RareWarning refusals = new RareWarning(LOGGER);
    private final GridSecret secret;
    private final byte[] cluster;
    private final long patienceMillis;
    private volatile InetSocketAddress announced;

    /**
     * For the connections of one member or client.
     *
     * @param cluster name of the cluster, so that grids with one secret stay apart
     */
    public Handshake(GridSecret secret, String cluster) {
        this(secret, cluster, PATIENCE_MILLIS);
    }

    /** The same with other patience. */
    Handshake(GridSecret secret, String cluster, long patienceMillis) {
        this.secret = secret;
        this.patienceMillis = patienceMillis;
        this.cluster = (cluster + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void init(Properties properties) {
        // Nothing of this is in properties.
    }

    /**
     * Says where others reach this member, which need not be where it listens: its proofs hold for that address.
     *
     * @param address with an IP address
     */
    void announce(InetSocketAddress address) {
        announced = address;
    }

    /** Where somebody answered who has another secret, if that happened. */
    public Optional<String> stranger() {
        return Optional.ofNullable(stranger.get());
    }

    @Override
    public void onConnect(Socket socket) throws IOException {
        InetSocketAddress acceptor = (InetSocketAddress) socket.getRemoteSocketAddress();
        Deadline deadline = new Deadline(socket, patienceMillis);
        byte[] mine = nonce();
        socket.getOutputStream().write(joined(MAGIC, mine));
        byte[] theirs = deadline.read(NONCE_BYTES);
        byte[] proof = deadline.read(PROOF_BYTES);
        if (!MessageDigest.isEqual(proof, proof(ACCEPTOR, acceptor, mine, theirs))) {
            String where = acceptor.getAddress().getHostAddress() + ":" + acceptor.getPort();
            stranger.compareAndSet(null, where);
            throw new IOException(where + " has another secret");
        }
        socket.getOutputStream().write(proof(CONNECTOR, acceptor, mine, theirs));
        socket.setSoTimeout(0);
    }

    @Override
    public void onAccept(Socket socket) throws IOException {
        boolean permitted = accepting.tryAcquire();
        try {
            if (!permitted) {
                throw new IOException("too many connections at once that have not proved anything");
            }
            accept(socket);
        } catch (IOException e) {
            refusals.warn("refused a connection from %s: %s".formatted(socket.getRemoteSocketAddress(), e.getMessage()));
            throw e;
        } finally {
            if (permitted) {
                accepting.release();
            }
        }
    }

    private void accept(Socket socket) throws IOException {
        InetSocketAddress elsewhere = announced;
        InetSocketAddress acceptor = elsewhere == null ? (InetSocketAddress) socket.getLocalSocketAddress() : elsewhere;
        Deadline deadline = new Deadline(socket, patienceMillis);
        for (byte expected : MAGIC) {
            if (deadline.read(1)[0] != expected) {
                throw new IOException("it does not know this grid's handshake");
            }
        }
        byte[] theirs = deadline.read(NONCE_BYTES);
        byte[] mine = nonce();
        socket.getOutputStream().write(joined(mine, proof(ACCEPTOR, acceptor, theirs, mine)));
        if (!MessageDigest.isEqual(deadline.read(PROOF_BYTES), proof(CONNECTOR, acceptor, theirs, mine))) {
            throw new IOException("it has not the grid's secret");
        }
        socket.setSoTimeout(0);
    }

    /** Parts of varying length end with a zero byte or have their length before them, so that no two meanings look the same. */
    private byte[] proof(byte[] side, InetSocketAddress acceptor, byte[] connectorNonce, byte[] acceptorNonce) {
        byte[] address = acceptor.getAddress().getAddress();
        int port = acceptor.getPort();
        return secret.sign(side, cluster, new byte[] {(byte) address.length}, address,
                new byte[] {(byte) (port >>> 8), (byte) port}, connectorNonce, acceptorNonce);
    }

    private byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Reads that together take no longer than the patience, however slowly bytes come; none takes more than it asks for. */
    private static final class Deadline {
        private final Socket socket;
        private final InputStream in;
        private final long end;

        Deadline(Socket socket, long patienceMillis) throws IOException {
            this.socket = socket;
            end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
            in = socket.getInputStream();
        }

        byte[] read(int count) throws IOException {
            byte[] bytes = new byte[count];
            int filled = 0;
            while (filled < count) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0) {
                    throw new SocketTimeoutException("no proof of the secret in time");
                }
                socket.setSoTimeout((int) millis);
                int read = readSome(bytes, filled);
                if (read < 0) {
                    throw new EOFException("closed before the secret was proved");
                }
                filled += read;
            }
            return bytes;
        }

        private int readSome(byte[] bytes, int filled) throws IOException {
            try {
                return in.read(bytes, filled, bytes.length - filled);
            } catch (SocketTimeoutException e) {
                throw new SocketTimeoutException("no proof of the secret in time");
            }
        }
    }
}
