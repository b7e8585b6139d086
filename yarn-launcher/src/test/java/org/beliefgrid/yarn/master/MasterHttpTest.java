package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.MasterClient;
import org.beliefgrid.yarn.spec.SignedAnswer;
import org.beliefgrid.yarn.spec.StopRequest;
import org.junit.jupiter.api.Test;

class MasterHttpTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final JoinRequest BEAT = new JoinRequest(0, "c0", "h:1", true, 100, "", "", 0);
    private static final JoinAnswer END = new JoinAnswer(JoinAnswer.Order.END, List.of());

    private final ApplicationSecret secret = ApplicationSecret.random();
    private final MasterClient client = new MasterClient(secret, Duration.ofSeconds(10));

    @Test
    void membersAndMasterProveTheSecretToEachOther() throws IOException {
        try (MasterHttp http = new MasterHttp(LOOPBACK, secret, 1, new FakeDesk())) {
            assertEquals(FakeDesk.MEMBERS, client.heartbeat(address(1, http.port()), BEAT));
            MasterClient stranger = new MasterClient(ApplicationSecret.random(), Duration.ofSeconds(10));
            assertThrows(IOException.class, () -> stranger.heartbeat(address(1, http.port()), BEAT));
        }
    }

    @Test
    void aRequestToTheAttemptBeforeIsRefused() throws IOException {
        FakeDesk desk = new FakeDesk();
        try (MasterHttp http = new MasterHttp(LOOPBACK, secret, 2, desk)) {
            IOException refused = assertThrows(IOException.class,
                    () -> client.stop(address(1, http.port()), new StopRequest(true, "again")));
            assertTrue(refused.getMessage().contains("answers 403 to POST /stop"), refused::getMessage);
            assertEquals(List.of(), desk.stops);
        }
    }

    @Test
    void whoListensOnTheMastersPortCannotSendMembersHome() throws IOException {
        for (String signature : List.of("", SignedAnswer.sign(ApplicationSecret.random(), "n", Json.write(END)),
                SignedAnswer.sign(secret, "recorded", Json.write(END)))) {
            HttpServer impostor = impostor(signature);
            try {
                IOException refused = assertThrows(IOException.class,
                        () -> client.heartbeat(address(1, impostor.getAddress().getPort()), BEAT));
                assertTrue(refused.getMessage().contains("is not the application master"), refused::getMessage);
            } finally {
                impostor.stop(0);
            }
        }
    }

    private static HttpServer impostor(String signature) throws IOException {
        HttpServer impostor = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 1);
        byte[] answer = Json.write(END);
        impostor.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set(SignedAnswer.HEADER, signature);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        impostor.start();
        return impostor;
    }

    private static MasterAddress address(int attempt, int port) {
        return new MasterAddress(attempt, LOOPBACK.getHostAddress(), port);
    }
}
