package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen of an application below its tracking URL, and without it. */
@Timeout(60)
class MasterPagesTest {
    private static final String LIVE_LINK = "<a href=\"status\">";
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private final FakeDesk desk = new FakeDesk();
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private MasterHttp http;

    /** A run with nothing but a number. */
    private static final class Run implements PageSource {
        private final int number;
        private final AtomicInteger asked = new AtomicInteger();

        private Run(int number) {
            this.number = number;
        }

        @Override
        public long revision() {
            return number;
        }

        @Override
        public Object snapshot() {
            return Map.of("number", number);
        }

        @Override
        public Optional<Picture> picture(String name) {
            return Optional.empty();
        }

        @Override
        public Object store() {
            return Map.of();
        }

        @Override
        public Optional<Location> file(String model, String file) {
            return Optional.empty();
        }

        @Override
        public void watchedBy(int viewers) {
            throw new AssertionError("nobody may keep a thread of the master's");
        }

        @Override
        public void asked() {
            asked.incrementAndGet();
        }
    }

    @BeforeEach
    void start() throws IOException {
        http = new MasterHttp(InetAddress.getLoopbackAddress(), ApplicationSecret.random(), 1, desk);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                .method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String name) throws IOException, InterruptedException {
        return send("GET", http.pages() + name);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/", "/status", "/snapshot", "/page.js", "/0123456789abcdef0123456789abcdef/"})
    void whoOnlyReachesThePortSeesNothing(String path) throws Exception {
        desk.live = new Run(1);
        HttpResponse<String> answer = send("GET", path);
        assertEquals(403, answer.statusCode());
        assertEquals("not signed\n", answer.body());
    }

    @Test
    void withoutATrainingTheStatusPageIsAllThereIs() throws Exception {
        assertEquals("the status", get("").body());
        assertEquals("the status", get("status").body());
        assertTrue(get("status.js").body().contains("fetch('status'"), "its script asks for the page itself");
        assertEquals("no-store", get("").headers().firstValue("Cache-Control").orElse(""));
        assertEquals(404, get("snapshot").statusCode());
        assertEquals(405, send("POST", http.pages()).statusCode());
    }

    @Test
    void prometheusFindsTheMembersWithAndWithoutATraining() throws Exception {
        String expected = "[{\"targets\":[\"h:9\"],\"labels\":{\"slot\":\"0\"}}]";
        HttpResponse<String> answer = get("targets");
        assertEquals(expected, answer.body());
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
        desk.live = new Run(1);
        assertEquals(expected, get("targets").body());
    }

    @Test
    void theLivePageTakesThePlaceOfTheStatusPageAndLinksToIt() throws Exception {
        desk.live = new Run(1);
        String page = get("").body();
        assertTrue(page.contains(LIVE_LINK), page);
        assertEquals("the status", get("status").body());
        Matcher address = ADDRESS.matcher(page);
        while (address.find()) {
            assertFalse(address.group(1).startsWith("/") || address.group(1).contains(":"), address::group);
            assertTrue(address.group(1).startsWith("#") || get(address.group(1)).statusCode() == 200, address::group);
        }
    }

    @Test
    void viewersAskAgainAndAgainAndNobodyKeepsAThread() throws Exception {
        Run run = new Run(7);
        desk.live = run;
        assertTrue(get("").body().contains("data-updates=\"snapshot\""));
        assertEquals(404, get("events").statusCode());
        assertEquals("{\"revision\":7,\"last\":false,\"snapshot\":{\"number\":7}}", get("snapshot?since=").body());
        assertEquals("{\"revision\":7,\"last\":false,\"snapshot\":null}", get("snapshot?since=7").body());
        assertEquals(2, run.asked.get());
    }

    @Test
    void aTrainingThatWasStartedAgainHasItsOwnPage() throws Exception {
        desk.live = new Run(7);
        get("snapshot");
        desk.live = new Run(2);
        assertTrue(get("snapshot?since=7").body().contains("\"number\":2"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void thePagesAreForReadingAlone(String method) throws Exception {
        desk.live = new Run(1);
        assertEquals(405, send(method, http.pages()).statusCode());
        assertEquals(405, send(method, http.pages() + "status").statusCode());
        assertEquals(405, send(method, http.pages() + "snapshot").statusCode());
    }

    @Test
    void whoLooksOnIsToldThatTheEndIsTheEnd() throws Exception {
        desk.live = new Run(3);
        get("snapshot");
        http.finishPages(5_000);
        assertEquals("{\"revision\":3,\"last\":true,\"snapshot\":null}", get("snapshot?since=3").body());
    }
}
