package org.beliefgrid.live;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.report.ReportPage;
import org.beliefgrid.store.Location;

/**
 * The live page's paths, all relative, so that it works below any address and behind a proxy: the page itself with its style
 * and script, {@code events}, {@code picture/NAME}, {@code store}, and {@code models/NAME/FILE}.
 */
final class LivePage implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String UPLOT = "org.webjars.npm/uplot";

    private final PageSource source;
    private final EventStreams streams;
    private final Json json = new Json();

    LivePage(PageSource source) {
        this.source = source;
        streams = new EventStreams(source);
    }

    /** Answers a request for reading. */
    void answer(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "" -> file(exchange, HTML, "page.html");
            case "page.css" -> file(exchange, CSS, "page.css");
            case "look.css" -> send(exchange, OK, CSS, ReportPage.look());
            case "page.js" -> file(exchange, SCRIPT, "page.js");
            case "charts.js" -> file(exchange, SCRIPT, "charts.js");
            case "icon.svg" -> file(exchange, "image/svg+xml", "icon.svg");
            case "uplot.js" -> file(exchange, SCRIPT, uplot("uPlot.iife.min.js"));
            case "uplot.css" -> file(exchange, CSS, uplot("uPlot.min.css"));
            case "events" -> streams.serve(exchange);
            case "store" -> send(exchange, OK, JSON, json.bytes(source.store()));
            default -> other(exchange, path);
        }
    }

    private void other(HttpExchange exchange, String path) throws IOException {
        String[] names = path.split("/");
        if (names.length == 2 && names[0].equals("picture")) {
            Optional<Picture> picture = source.picture(names[1]);
            if (picture.isPresent()) {
                send(exchange, OK, "image/png", picture.get().png());
                return;
            }
        } else if (names.length == 3 && names[0].equals("models")) {
            Optional<Location> file = source.file(names[1], names[2]);
            if (file.isPresent()) {
                stored(exchange, names[1], file.get());
                return;
            }
        }
        send(exchange, NOT_FOUND, TEXT, "there is no such page\n");
    }

    private static void stored(HttpExchange exchange, String model, Location file) throws IOException {
        boolean report = file.name().endsWith(".html");
        exchange.getResponseHeaders().set("Content-Type", report ? HTML : "application/octet-stream");
        if (report) {
            exchange.getResponseHeaders().set("Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");
        } else {
            exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + model + "-" + file.name()
                    + "\"");
        }
        try (InputStream in = file.open()) {
            exchange.sendResponseHeaders(OK, file.length());
            in.transferTo(exchange.getResponseBody());
        }
    }

    /** The path of a file in uPlot's jar, whatever its version. */
    private static String uplot(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = LivePage.class.getResourceAsStream("/META-INF/maven/" + UPLOT + "/pom.properties")) {
            if (in == null) {
                throw new IOException("uPlot is missing on the class path");
            }
            properties.load(in);
        }
        return "/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/dist/" + name;
    }

    private static void file(HttpExchange exchange, String type, String name) throws IOException {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing in the program's jar");
            }
            send(exchange, OK, type, in.readAllBytes());
        }
    }

    static void send(HttpExchange exchange, int code, String type, String body) throws IOException {
        send(exchange, code, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Waits until all who look on have the last snapshot; whether there were such. */
    boolean finish(long millis) throws InterruptedException {
        return streams.finish(millis);
    }

    @Override
    public void close() {
        streams.close();
    }
}
