package org.beliefgrid.yarn.master;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.ScaleRequest;
import org.beliefgrid.yarn.spec.SignedAnswer;
import org.beliefgrid.yarn.spec.SignedRequest;
import org.beliefgrid.yarn.spec.StopRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master's server: pages for who has the tracking URL ({@link MasterPages}), all else for signed requests only. Bound to
 * the node's own address, at any free port.
 */
final class MasterHttp implements AutoCloseable {
    private static final int THREADS = 8;
    private static final String REQUEST_SECONDS = "10";
    private static final String RESPONSE_SECONDS = "20";
    private static final int BACKLOG = 100;
    private static final int MOST_BYTES = 65_536;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;
    private static final Logger LOGGER = LoggerFactory.getLogger(MasterHttp.class);

    private final HttpServer server;
    private final ExecutorService threads;
    private final ApplicationSecret secret;
    private final int attempt;
    private final RequestGate gate;
    private final Desk desk;
    private final MasterPages pages;

    /** Who answers. */
    interface Desk extends MasterPages.Views {
        Object status();

        Object members();

        /** A member that is about to join, or is in the grid. */
        Object heard(JoinRequest request, boolean inGrid);

        Object scale(int members);

        Object stop(StopRequest request);
    }

    /** An answer that is not 200. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /**
     * Listens from now on.
     *
     * @param address of the node
     * @param secret that requests and answers are signed with
     * @param attempt of the application, which requests have to name
     */
    MasterHttp(InetAddress address, ApplicationSecret secret, int attempt, Desk desk) throws IOException {
        limitTimes();
        this.secret = secret;
        this.attempt = attempt;
        gate = new RequestGate(secret);
        this.desk = desk;
        pages = new MasterPages(desk);
        server = HttpServer.create(new InetSocketAddress(address, 0), BACKLOG);
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "master-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Whoever connects and says nothing, or reads nothing, has a thread for so long only. The server reads this once. */
    private static void limitTimes() {
        System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", RESPONSE_SECONDS);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Path of the pages, for the tracking URL; it holds their token. */
    String pages() {
        return pages.path();
    }

    /** Gives those who look at the live page a moment to see the end, at most so many milliseconds. */
    void finishPages(long millis) throws InterruptedException {
        pages.finish(millis);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            respond(exchange);
        }
    }

    /** The exchange has to be open still when a refusal is sent. */
    private void respond(HttpExchange exchange) throws IOException {
        try {
            if (!pages.answer(exchange)) {
                signed(exchange);
            }
        } catch (Refusal e) {
            send(exchange, e.code, "text/plain; charset=utf-8", (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // Not its path, which may hold the pages' token.
            LOGGER.warn("a request ({}) was not answered: {}", exchange.getRequestMethod(), e.toString());
            send(exchange, UNAVAILABLE, "text/plain; charset=utf-8", "the master is ending\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void signed(HttpExchange exchange) throws IOException, Refusal {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        byte[] body = body(exchange);
        SignedRequest proof = proof(exchange);
        if (!gate.admits(proof, new SignedRequest.Call(attempt, method, path, body), System.currentTimeMillis())) {
            throw new Refusal(FORBIDDEN, "not signed by the application's secret for this attempt");
        }
        byte[] answer = Json.write(answer(method + " " + path, body));
        exchange.getResponseHeaders().set(SignedAnswer.HEADER, SignedAnswer.sign(secret, proof.nonce(), answer));
        send(exchange, OK, "application/json", answer);
    }

    private static byte[] body(HttpExchange exchange) throws IOException, Refusal {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw new Refusal(TOO_LARGE, "more than %d bytes".formatted(MOST_BYTES));
            }
            return body;
        }
    }

    private static SignedRequest proof(HttpExchange exchange) throws Refusal {
        String time = exchange.getRequestHeaders().getFirst(SignedRequest.TIME_HEADER);
        String nonce = exchange.getRequestHeaders().getFirst(SignedRequest.NONCE_HEADER);
        String signature = exchange.getRequestHeaders().getFirst(SignedRequest.SIGNATURE_HEADER);
        if (time == null || nonce == null || signature == null) {
            throw new Refusal(FORBIDDEN, "not signed");
        }
        try {
            return new SignedRequest(Long.parseLong(time), nonce, signature);
        } catch (NumberFormatException e) {
            throw new Refusal(FORBIDDEN, "not signed");
        }
    }

    private Object answer(String request, byte[] body) throws Refusal {
        try {
            return switch (request) {
                case "GET /status" -> desk.status();
                case "GET /members" -> desk.members();
                case "POST /join" -> desk.heard(Json.read(body, JoinRequest.class), false);
                case "POST /heartbeat" -> desk.heard(Json.read(body, JoinRequest.class), true);
                case "POST /scale" -> desk.scale(Json.read(body, ScaleRequest.class).members());
                case "POST /stop" -> desk.stop(Json.read(body, StopRequest.class));
                default -> throw new Refusal(NOT_FOUND, "no such page");
            };
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal(BAD_REQUEST, e.getMessage());
        }
    }

    static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
