package org.beliefgrid.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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

    private static final int BACKLOG = 50;
    /** A viewer keeps one as long as it looks; more are turned away. */
    private static final int MOST_THREADS = 48;
    private static final int FORBIDDEN = 403;
    private static final int MOVED = 308;
    private static final int FAILED = 500;
    private static final String REQUEST_SECONDS = "10";
    private static final Logger LOGGER = LoggerFactory.getLogger(PageServer.class);

    private final HttpServer server;
    private final ExecutorService threads;
    private final LivePage page;
    private final PageToken token = PageToken.drawn();

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
        page = LivePage.streaming(source);
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
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), token.folder()));
    }

    /**
     * Ends the streams of those who look on as soon as they have the last snapshot, and gives them a moment to fetch its
     * pictures.
     *
     * @param millis to wait for them at most
     */
    public void finish(long millis) throws InterruptedException {
        page.finish(millis);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            respond(exchange);
        }
    }

    /** The exchange has to be open still when a failure is told. */
    private void respond(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath();
            String folder = token.folder();
            if (!token.isIn(path)) {
                refuse(exchange, FORBIDDEN, "the address needs the token that was printed\n");
            } else if (path.startsWith(folder)) {
                page.answer(exchange, path.substring(folder.length()));
            } else {
                exchange.getResponseHeaders().set("Location", folder);
                refuse(exchange, MOVED, "");
            }
        } catch (RuntimeException e) {
            LOGGER.warn("the live page did not answer: {}", e.toString());
            exchange.sendResponseHeaders(FAILED, -1);
        }
    }

    private static void refuse(HttpExchange exchange, int code, String why) throws IOException {
        LivePage.protect(exchange);
        LivePage.send(exchange, code, "text/plain; charset=utf-8", why);
    }

    @Override
    public void close() {
        page.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
