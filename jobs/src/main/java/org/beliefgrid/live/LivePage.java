package org.beliefgrid.live;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.report.ReportPage;
import org.beliefgrid.store.Location;

/**
 * The live page's paths, all relative, so that it works below any address and behind a proxy: the page itself with its style
 * and script, {@code events}, {@code snapshot}, {@code picture/NAME}, {@code store}, and {@code models/NAME/FILE}. It only
 * reads. Who may see it, whoever serves it decides.
 */
public final class LivePage implements AutoCloseable {
    /** Told to browsers with every answer: to load nothing but what the page itself brings, and to tell nobody its address. */
    private static final Map<String, String> PROTECTION = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-store");
    private static final String BESIDE = "<!-- beside -->";
    private static final String STREAMS = "data-updates=\"events\"";
    private static final String ASKS = "data-updates=\"snapshot\"";
    private static final Pattern SINCE = Pattern.compile("since=([0-9]{1,19})");
    private static final long MILLIS_FOR_PICTURES = 1_000;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String UPLOT = "org.webjars.npm/uplot";

    private final PageSource source;
    private final Form form;
    private final EventStreams streams;
    private final Polls polls;
    private final Json json = new Json();

    /**
     * How a page is served.
     *
     * @param streams whether viewers may keep a connection each; otherwise they ask every few seconds
     * @param name of another page that it links to; empty for none
     * @param beside that page's address, relative to this one; empty for none
     */
    private record Form(boolean streams, String name, String beside) {
    }

    private LivePage(PageSource source, Form form) {
        this.source = source;
        this.form = form;
        streams = new EventStreams(source);
        polls = new Polls(source);
    }

    /** A page that keeps a connection, and so a thread of its server's, for each viewer. */
    public static LivePage streaming(PageSource source) {
        return new LivePage(source, new Form(true, "", ""));
    }

    /**
     * A page whose every answer is short, for servers with few threads and behind proxies that collect what they forward.
     *
     * @param name of another page that this one links to, without characters that HTML has a meaning for
     * @param beside its address, relative to this page
     */
    public static LivePage asking(PageSource source, String name, String beside) {
        return new LivePage(source, new Form(false, name, beside));
    }

    /**
     * Answers a request.
     *
     * @param path relative to the page, empty for the page itself
     */
    public void answer(HttpExchange exchange, String path) throws IOException {
        protect(exchange);
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            send(exchange, NOT_ALLOWED, TEXT, "this page is only for reading\n");
            return;
        }
        switch (path) {
            case "" -> send(exchange, OK, HTML, page());
            case "page.css" -> file(exchange, CSS, "page.css");
            case "look.css" -> send(exchange, OK, CSS, ReportPage.look());
            case "page.js" -> file(exchange, SCRIPT, "page.js");
            case "charts.js" -> file(exchange, SCRIPT, "charts.js");
            case "icon.svg" -> file(exchange, "image/svg+xml", "icon.svg");
            case "uplot.js" -> file(exchange, SCRIPT, uplot("uPlot.iife.min.js"));
            case "uplot.css" -> file(exchange, CSS, uplot("uPlot.min.css"));
            case "snapshot" -> send(exchange, OK, JSON, polls.answer(since(exchange)));
            case "store" -> send(exchange, OK, JSON, json.bytes(source.store()));
            default -> other(exchange, path);
        }
    }

    private void other(HttpExchange exchange, String path) throws IOException {
        String[] names = path.split("/");
        if (path.equals("events") && form.streams()) {
            streams.serve(exchange);
            return;
        } else if (names.length == 2 && names[0].equals("picture")) {
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

    private String page() throws IOException {
        String page = new String(read("page.html"), StandardCharsets.UTF_8);
        return page.replace(STREAMS, form.streams() ? STREAMS : ASKS).replace(BESIDE, form.beside().isEmpty() ? ""
                : "<p class=\"beside\"><a href=\"%s\">%s</a></p>".formatted(form.beside(), form.name()));
    }

    private static String since(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        Matcher since = SINCE.matcher(query == null ? "" : query);
        return since.matches() ? since.group(1) : "";
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
        send(exchange, OK, type, read(name));
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing in the program's jar");
            }
            return in.readAllBytes();
        }
    }

    /** Says to a browser what it may do with the answer. */
    static void protect(HttpExchange exchange) {
        PROTECTION.forEach(exchange.getResponseHeaders()::set);
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

    /**
     * Ends the streams of those who look on as soon as they have the last snapshot, and gives all a moment to fetch its
     * pictures.
     *
     * @param millis to wait for them at most
     */
    public void finish(long millis) throws InterruptedException {
        boolean anybody = streams.finish(millis);
        anybody |= polls.finish(millis);
        if (anybody) {
            Thread.sleep(MILLIS_FOR_PICTURES);
        }
    }

    @Override
    public void close() {
        streams.close();
    }
}
