package org.beliefgrid.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's server as a browser sees it. */
@Timeout(60)
class PageServerTest {
    @TempDir
    private Path folder;
    private final Source source = new Source();
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private PageServer server;

    /** Counts who looks on, and has one snapshot that is a number. */
    private final class Source implements PageSource {
        private final AtomicLong revision = new AtomicLong(1);
        private final AtomicInteger viewers = new AtomicInteger();
        private final AtomicInteger questions = new AtomicInteger();

        @Override
        public long revision() {
            return revision.get();
        }

        @Override
        public Object snapshot() {
            return Map.of("number", revision.get());
        }

        @Override
        public Optional<Picture> picture(String name) {
            return name.equals("filters") ? Optional.of(new Picture(new byte[] {1, 2, 3}, "three bytes")) : Optional.empty();
        }

        @Override
        public Object store() {
            return List.of("nothing");
        }

        @Override
        public Optional<Location> file(String model, String file) {
            Path found = folder.resolve(file);
            return model.equals("m") && Files.exists(found) ? Optional.of(Location.of(found.toString())) : Optional.empty();
        }

        @Override
        public void watchedBy(int count) {
            viewers.set(count);
        }

        @Override
        public void asked() {
            questions.incrementAndGet();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new PageServer(0, source);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(URI.create(server.address() + path));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/", "/events", "/store", "/page.js", "/favicon.ico", "/0123456789abcdef0123456789abcdef/"})
    void whoDoesNotNameTheTokenIsRefused(String path) throws Exception {
        HttpResponse<String> answer = get(URI.create("http://127.0.0.1:" + server.address().getPort() + path));
        assertEquals(403, answer.statusCode());
        assertFalse(answer.body().contains(token()));
    }

    @Test
    void halfATokenIsNone() throws Exception {
        String whole = server.address().toString();
        assertEquals(403, get(URI.create(whole.substring(0, whole.length() - 3) + "/")).statusCode());
    }

    private String token() {
        return server.address().getPath().replace("/", "");
    }

    @Test
    void twoServersHaveDifferentTokens() throws IOException {
        try (PageServer other = new PageServer(0, source)) {
            assertFalse(other.address().getPath().equals(server.address().getPath()));
            assertTrue(token().matches("[0-9a-f]{32}"), token());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "page.js", "charts.js", "page.css", "look.css", "uplot.js", "uplot.css", "icon.svg", "store",
        "snapshot", "picture/filters"})
    void whatThePageNeedsIsThereAndProtected(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertEquals(200, answer.statusCode());
        assertFalse(answer.body().isEmpty());
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"), policy);
        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("no-referrer", answer.headers().firstValue("Referrer-Policy").orElse(""));
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    }

    @Test
    void nothingComesFromAnotherHost() throws Exception {
        for (String path : List.of("", "page.js", "charts.js", "page.css", "look.css")) {
            String body = get(path).body();
            assertFalse(body.contains("http:") || body.contains("https:") || body.contains("\"//") || body.contains("url("),
                    path);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"other", "picture/other", "picture/", "picture/filters/more", "models/m/1.dbn", "models/x/1.dbn",
        "models/m/..%2F..%2Fetc%2Fpasswd", "../", "page.html/.."})
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertTrue(List.of(404, 403).contains(get(path).statusCode()), path);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
    void thePageIsForReadingAlone(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address()).method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertEquals(405, answer.statusCode());
        assertEquals("GET", answer.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void modelsAndReportsAreHandedOut() throws Exception {
        Files.write(folder.resolve("3.dbn"), new byte[] {5, 6});
        Files.writeString(folder.resolve("3.report.html"), "<p>report</p>");
        HttpResponse<String> model = get("models/m/3.dbn");
        assertEquals("attachment; filename=\"m-3.dbn\"", model.headers().firstValue("Content-Disposition").orElse(""));
        assertEquals(2, model.body().length());
        HttpResponse<String> report = get("models/m/3.report.html");
        assertEquals("<p>report</p>", report.body());
        assertTrue(report.headers().firstValue("Content-Security-Policy").orElse("")
                .startsWith("default-src 'none'; style-src"));
    }

    @Test
    void theAddressWithoutItsLastSlashLeadsThere() throws Exception {
        String whole = server.address().toString();
        HttpResponse<String> answer = get(URI.create(whole.substring(0, whole.length() - 1)));
        assertEquals(308, answer.statusCode());
        assertEquals(server.address().getPath(), answer.headers().firstValue("Location").orElse(""));
    }

    @Test
    void eventsComeAtOnceAndWithEveryChangeUntilTheEnd() throws Exception {
        HttpResponse<InputStream> answer = client.send(HttpRequest.newBuilder(URI.create(server.address() + "events")).build(),
                BodyHandlers.ofInputStream());
        assertEquals("text/event-stream; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertEquals(List.of("data: {\"number\":1}", "id: 1", ""), three(lines));
        assertEquals(1, source.viewers.get());
        source.revision.set(2);
        assertEquals(List.of("data: {\"number\":2}", "id: 2", ""), three(lines));
        source.revision.set(3);
        server.finish(TimeUnit.SECONDS.toMillis(20));
        assertEquals(0, source.viewers.get(), "everybody has the last snapshot when finish returns");
        assertEquals(List.of("data: {\"number\":3}", "id: 3", "", "event: end", "data: {}", ""), lines.lines().toList());
    }

    private static List<String> three(BufferedReader lines) throws IOException {
        return List.of(lines.readLine(), lines.readLine(), lines.readLine());
    }

    @Test
    void whoGetsNoEventsMayAskForWhatIsNew() throws Exception {
        assertEquals("{\"revision\":1,\"last\":false,\"snapshot\":{\"number\":1}}", get("snapshot").body());
        assertEquals("{\"revision\":1,\"last\":false,\"snapshot\":null}", get("snapshot?since=1").body());
        source.revision.set(2);
        assertEquals("{\"revision\":2,\"last\":false,\"snapshot\":{\"number\":2}}", get("snapshot?since=1").body());
        assertEquals(3, source.questions.get());
        assertEquals(0, source.viewers.get(), "none of them stays");
        assertTrue(get("").body().contains("data-updates=\"events\""), "a browser tries events first");
    }

    @Test
    void theLastSnapshotIsSaidToBeTheLastToWhoAsks() throws Exception {
        get("snapshot");
        source.revision.set(5);
        Thread finishing = new Thread(() -> {
            try {
                server.finish(TimeUnit.SECONDS.toMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        finishing.start();
        assertTrue(holds(() -> finishing.getState() == Thread.State.TIMED_WAITING), "it waits for who has asked lately");
        assertEquals("{\"revision\":5,\"last\":true,\"snapshot\":{\"number\":5}}", get("snapshot?since=1").body());
        finishing.join();
    }

    @Test
    void whoGoesAwayIsNotCountedAnyMore() throws Exception {
        HttpResponse<InputStream> answer = client.send(HttpRequest.newBuilder(URI.create(server.address() + "events")).build(),
                BodyHandlers.ofInputStream());
        assertTrue(holds(() -> source.viewers.get() == 1));
        answer.body().close();
        assertTrue(holds(() -> {
            source.revision.incrementAndGet();
            return source.viewers.get() == 0;
        }));
    }

    private static boolean holds(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    @Test
    void aTakenPortIsSaidToBeOne() {
        int port = server.address().getPort();
        String message = assertThrows(InvalidConfigException.class, () -> new PageServer(port, source)).getMessage();
        assertTrue(message.startsWith("--ui " + port + ": the port cannot be had"), message);
    }
}
