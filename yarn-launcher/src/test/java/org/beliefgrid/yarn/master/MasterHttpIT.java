package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.MasterClient;
import org.junit.jupiter.api.Test;

/** Connections that say nothing, for as long as they may. */
class MasterHttpIT {
    private static final int CONNECTIONS = 20;
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void connectionsThatDoNotSayWhatTheyWantAreClosed() throws IOException {
        ApplicationSecret secret = ApplicationSecret.random();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        List<Socket> silent = new ArrayList<>();
        try (MasterHttp http = new MasterHttp(loopback, secret, 1, new FakeDesk())) {
            MasterAddress master = new MasterAddress(1, loopback.getHostAddress(), http.port());
            for (int number = 0; number < CONNECTIONS; number++) {
                Socket socket = new Socket(loopback, http.port());
                silent.add(socket);
                socket.getOutputStream().write("POST /heartbeat HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            assertThrows(IOException.class, () -> new MasterClient(secret, SHORT).members(master), "all threads are taken");
            JoinAnswer answer = new MasterClient(secret, LIMIT).members(master);
            assertEquals(FakeDesk.MEMBERS, answer);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
