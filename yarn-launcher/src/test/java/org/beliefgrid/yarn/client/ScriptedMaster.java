package org.beliefgrid.yarn.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.SignedAnswer;
import org.beliefgrid.yarn.spec.SignedRequest;
import org.beliefgrid.yarn.spec.Staging;

/** An application master that refuses what the test says, answers all else with its status, and whose files are in place. */
final class ScriptedMaster implements AutoCloseable {
    /** What it was asked, such as {@code POST /stop}. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** Answers to the next questions that are not GET: the code of HTTP, a space, and the text. */
    final Queue<String> refusals = new ArrayDeque<>();
    /** Done when it is asked to stop, before the answer goes out. */
    Runnable whenStopped = () -> { };

    private final ApplicationSecret secret = ApplicationSecret.random();
    private final HttpServer server;

    ScriptedMaster(ApplicationId application, Home home) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/", this::handle);
        server.start();
        home.stage(application, secret);
        MasterAddress address = new MasterAddress(1, InetAddress.getLoopbackAddress().getHostAddress(),
                server.getAddress().getPort());
        home.write(new Path(home.staging(application), Staging.MASTER), Json.write(address));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            asked.add(request);
            String refusal = request.startsWith("GET") ? null : refusals.poll();
            if (refusal != null) {
                String[] parts = refusal.split(" ", 2);
                send(exchange, Integer.parseInt(parts[0]), parts[1].getBytes(StandardCharsets.UTF_8));
                return;
            }
            if (request.equals("POST /stop")) {
                whenStopped.run();
            }
            byte[] status = Json.write(new MasterStatus("a", "n", 1, MasterStatus.State.STOPPING, MasterStatus.Training.NONE,
                    new MasterStatus.Members(0, List.of()), new MasterStatus.Failures(List.of(), 4), ""));
            exchange.getResponseHeaders().set(SignedAnswer.HEADER, SignedAnswer.sign(secret,
                    exchange.getRequestHeaders().getFirst(SignedRequest.NONCE_HEADER), status));
            send(exchange, 200, status);
        }
    }

    private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
