package org.beliefgrid.soak;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;

/**
 * Stands before a member: all connections to it pass here, so that they can be cut without any right over the network. Works on
 * Linux, which says whose a connection is.
 */
final class Relay implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int WAITING = 50;
    private static final int HEXADECIMAL = 16;
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    private final ServerSocket server;
    private final int target;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private volatile IntPredicate cut = port -> false;

    private record Connection(Socket from, Socket to) {
        void close() {
            close(from);
            close(to);
        }

        private static void close(Socket socket) {
            try {
                socket.setSoLinger(true, 0);  // at once, as when a cable is cut and a router refuses what follows
                socket.close();
            } catch (IOException e) {
                // It was closed before.
            }
        }
    }

    /** @param target port on loopback at which the member listens, or will */
    Relay(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "beliefgrid-relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** At which others reach the member. */
    int port() {
        return server.getLocalPort();
    }

    /** Cuts the connections of some, and refuses theirs until {@link #heal}. */
    void cut(IntPredicate ofPort) {
        cut = ofPort;
        connections.stream().filter(connection -> ofPort.test(connection.from().getPort())).forEach(Connection::close);
    }

    void heal() {
        cut = port -> false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                start(() -> connect(from));
            } catch (IOException e) {
                return;  // closed
            }
        }
    }

    private void connect(Socket from) {
        Socket to = new Socket();
        Connection connection = new Connection(from, to);
        connections.add(connection);
        try {
            if (cut.test(from.getPort())) {
                return;
            }
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            start(() -> carry(connection, to, from));
            carry(connection, from, to);
        } catch (IOException e) {
            // The member does not listen: the other side sees a closed connection.
        } finally {
            connection.close();
            connections.remove(connection);
        }
    }

    private static void carry(Connection connection, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // One side has closed, or was cut.
        } finally {
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(Connection::close);
    }

    /**
     * The local ports of all sockets of a process.
     *
     * @throws IllegalStateException on systems that do not say
     */
    static Set<Integer> portsOf(long pid) {
        try {
            Set<String> inodes = new HashSet<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "fd"))) {
                for (Path file : files) {
                    inodes.add(socketOf(file));
                }
            }
            Set<Integer> ports = new HashSet<>();
            for (String table : List.of("tcp", "tcp6")) {
                List<String> lines = Files.readAllLines(Path.of("/proc/net", table));
                for (String line : lines.subList(1, lines.size())) {
                    String[] fields = line.strip().split(" +");
                    if (inodes.contains(fields[INODE])) {
                        String address = fields[LOCAL_ADDRESS];
                        ports.add(Integer.parseInt(address.substring(address.indexOf(':') + 1), HEXADECIMAL));
                    }
                }
            }
            return ports;
        } catch (IOException e) {
            throw new IllegalStateException("this system does not say whose a connection is: " + e, e);
        }
    }

    private static String socketOf(Path file) throws IOException {
        try {
            String link = Files.readSymbolicLink(file).toString();
            return link.startsWith("socket:[") ? link.substring(link.indexOf('[') + 1, link.length() - 1) : "";
        } catch (NoSuchFileException e) {
            return "";  // closed meanwhile
        }
    }
}
