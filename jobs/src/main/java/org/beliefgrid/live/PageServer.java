package org.beliefgrid.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beliefgrid.error.InvalidConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live page on this machine's loopback address. Its address begins with a token that is drawn for it; whoever does not name
 * the token gets 403, whatever they ask for. It only reads.
 */
public final class PageServer implements AutoCloseable {
    /** What threads of the page are called, that their time can be told from that of learning. */
    public static final String THREADS = "beliefgrid-live-";

    private static final int TOKEN_BYTES = 16;
    private static final int BACKLOG = 50;
    private static final long MILLIS_FOR_PICTURES = 1_000;
    /** A viewer keeps one as long as it looks; more are turned away. */
    private static final int MOST_THREADS = 48;
    private static final int FORBIDDEN = 403;
    private static final int NOT_ALLOWED = 405;
    private static final int MOVED = 308;
    private static final int FAILED = 500;
    private static final String REQUEST_SECONDS = "10";
    private static final Logger LOGGER = LoggerFactory.getLogger(PageServer.class);

    private final HttpServer server;
    private final ExecutorService threads;
    private final LivePage page;
    private final String token;

    /**
     * Serves a page from now on.
     *
     * @param port 0 for any that is free
     * @throws InvalidConfigException if the port is taken
     */
    public PageServer(int port, PageSource source) throws IOException {
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);  // who says nothing keeps no thread
        }
        byte[] drawn = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(drawn);
        token = HexFormat.of().formatHex(drawn);
        page = new LivePage(source);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (BindException e) {
            throw new InvalidConfigException("--ui %d: the port cannot be had: %s".formatted(port, e.getMessage()));
        }
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(2, MOST_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, THREADS + "http-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where the page is, its token included. */
    public URI address() {
        return URI.create("http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), token));
    }

    /**
     * Ends the streams of those who look on as soon as they have the last snapshot, and gives them a moment to fetch its
     * pictures.
     *
     * @param millis to wait for them at most
     */
    public void finish(long millis) throws InterruptedException {
        if (page.finish(millis)) {
            Thread.sleep(MILLIS_FOR_PICTURES);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            protect(exchange.getResponseHeaders());
            String path = exchange.getRequestURI().getPath();
            int end = path.indexOf('/', 1);
            String named = path.substring(1, end < 0 ? path.length() : end);
            if (!MessageDigest.isEqual(named.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
                LivePage.send(exchange, FORBIDDEN, "text/plain; charset=utf-8",
                        "the address needs the token that was printed\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                LivePage.send(exchange, NOT_ALLOWED, "text/plain; charset=utf-8", "this page is only for reading\n");
            } else if (end < 0) {
                exchange.getResponseHeaders().set("Location", "/" + token + "/");
                LivePage.send(exchange, MOVED, "text/plain; charset=utf-8", "");
            } else {
                page.answer(exchange, path.substring(end + 1));
            }
        } catch (RuntimeException e) {
            LOGGER.warn("the live page did not answer: {}", e.toString());
            exchange.sendResponseHeaders(FAILED, -1);
        }
    }

    /** Nothing but what the page itself brings, and nobody else learns its address. */
    private static void protect(Headers headers) {
        headers.set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    @Override
    public void close() {
        page.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
