package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.beliefgrid.live.LivePage;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.live.Snapshot;
import org.beliefgrid.live.Snapshot.Now;
import org.beliefgrid.live.Snapshot.State;
import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.Curves.Series;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a live page says and does when the grid, the driver or the server of the page is lost. */
@Timeout(180)
class LostPageIT {
    private static final String CONNECTION = "return document.body.dataset.connection ?? ''";
    private static final String STATE = "return document.body.dataset.state";
    private static final String STORE_WORDS = "const words = document.getElementById('no-store'); "
            + "return words.hidden ? '' : words.textContent";
    private static final int NOT_FOUND = 404;
    private static final Map<String, Object> MODEL = Map.of("version", "small@1", "promoted", false, "errorPercent", 2.5,
            "report", "", "file", "");

    @TempDir
    private static Path folder;
    private static Chromium browser;

    private final AtomicInteger snapshotsAsked = new AtomicInteger();
    private final AtomicInteger listingsAsked = new AtomicInteger();
    private volatile Store store = Store.ANSWERS;
    private HttpServer server;
    private ExecutorService threads;
    /** Null where nothing is trained now. */
    private volatile LivePage page;

    private enum Store {
        ANSWERS, HANGS, FAILS
    }

    /** A run that is in a state and stays there. */
    private record Run(State state, long revision) implements PageSource {
        @Override
        public Object snapshot() {
            List<Chart> charts = List.of(new Chart("error of revision " + revision, "%", List.of(new Series("training error",
                    List.of(1, 2), List.of(9.0, 8.0)))));
            return new Snapshot("small-1", "small", "data", state, List.of("something was said"),
                    new Now("fine-tuning", 2, 10, "training error 8.00 %", 12, 48L, 0.2, 1_234), List.of(), charts, List.of(),
                    List.of(), List.of(), null, null, "hidden: [5]\n");
        }

        @Override
        public Optional<Picture> picture(String name) {
            return Optional.empty();
        }

        @Override
        public Object store() {
            return Map.of("models", List.of(MODEL), "runs", List.of());
        }

        @Override
        public Optional<Location> file(String model, String file) {
            return Optional.empty();
        }

        @Override
        public void watchedBy(int viewers) {
            // Nothing is drawn for them.
        }

        @Override
        public void asked() {
            // Nothing is drawn for who asked.
        }
    }

    @BeforeAll
    static void start() {
        Chromium.require();
        browser = Chromium.start(folder);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
    }

    private void serve(int port) throws IOException {
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(1);
            if (path.equals("snapshot")) {
                snapshotsAsked.incrementAndGet();
            }
            boolean listed = path.equals("store");
            Store how = listed ? store : Store.ANSWERS;
            if (listed) {
                listingsAsked.incrementAndGet();
            }
            LivePage now = page;
            if (how == Store.HANGS) {
                hang();
            } else if (now == null || how == Store.FAILS) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
            } else {
                now.answer(exchange, path);
            }
        }
    }

    /** Until the server stops. */
    private static void hang() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String address() {
        return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        browser.open("about:blank");
        stopServing();
        browser.console();  // what it said of lost connections is no complaint about the next page
    }

    private void stopServing() {
        if (page != null) {
            page.close();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    private static void awaitConnection(String wanted) throws InterruptedException {
        browser.await("connection '" + wanted + "'", () -> browser.script(CONNECTION), wanted::equals);
    }

    private static String words() {
        return String.valueOf(browser.script("return document.getElementById('lost').textContent"));
    }

    @Test
    void aTrainingThatIsStartedAgainAfterALostGridIsShownByThePageOfTheOneBefore() throws Exception {
        page = LivePage.asking(new Run(State.FAILED, 7), "Members", "status");
        serve(0);
        browser.open(address());
        browser.await("the failure", () -> browser.script(STATE), "FAILED"::equals);
        page = null;
        awaitConnection("lost");
        assertTrue(words().contains("goes on asking"), words());
        int before = snapshotsAsked.get();
        browser.await("more questions", snapshotsAsked::get, asked -> asked > before + 1);
        page = LivePage.asking(new Run(State.LEARNING, 2), "Members", "status");
        browser.await("the training that was started again", () -> browser.script(STATE), "LEARNING"::equals);
        assertEquals("", browser.script(CONNECTION));
        assertEquals("learning", browser.script("return document.getElementById('state').textContent"));
        assertEquals(List.of("error of revision 2"), browser.script(
                "return [...document.querySelectorAll('#charts figure')].map(chart => chart.dataset.chart)"),
                "no curve of the first one");
    }

    @Test
    void aPageWhoseServerIsGoneSaysSoWhateverTheStateAndComesBackWithIt() throws Exception {
        page = LivePage.streaming(new Run(State.EVALUATING, 3));
        serve(0);
        browser.open(address());
        browser.await("the evaluation", () -> browser.script(STATE), "EVALUATING"::equals);
        int port = server.getAddress().getPort();
        stopServing();
        awaitConnection("lost");
        assertEquals("no connection", browser.script("return document.getElementById('state').textContent"));
        String time = String.valueOf(browser.script("return document.getElementById('elapsed').textContent"));
        browser.requireInAllLooks("lost");
        assertEquals(time, browser.script("return document.getElementById('elapsed').textContent"), "time stands still");
        page = LivePage.streaming(new Run(State.DONE, 4));
        serve(port);
        browser.await("the end", () -> browser.script(STATE), "DONE"::equals);
        assertEquals("", browser.script(CONNECTION));
    }

    @Test
    void aPageThatWasToldItsEndSaysSoAndAsksNoMore() throws Exception {
        page = LivePage.asking(new Run(State.DONE, 5), "Members", "status");
        serve(0);
        browser.open(address());
        browser.await("the end", () -> browser.script(STATE), "DONE"::equals);
        page.finish(5_000);
        awaitConnection("ended");
        int asked = snapshotsAsked.get();
        assertTrue(words().contains("has ended"), words());
        browser.requireForEverybody("ended");
        assertEquals(asked, snapshotsAsked.get(), "questions after the end");
    }

    private void awaitState(State state, long revision) throws InterruptedException {
        page = LivePage.asking(new Run(state, revision), "Members", "status");
        browser.await(state.toString(), () -> browser.script(STATE), state.toString()::equals);
    }

    private void awaitStoreWords(Predicate<String> wanted) throws InterruptedException {
        browser.await("words about the store", () -> String.valueOf(browser.script(STORE_WORDS)), wanted);
    }

    @Test
    void aStoreThatHangsIsAskedOnceAtATimeAndWhatWasListedStaysBesideTheFailure() throws Exception {
        page = LivePage.asking(new Run(State.STARTING, 1), "Members", "status");
        serve(0);
        browser.open(address());
        browser.await("a model", () -> browser.number("document.querySelectorAll('#models tbody tr').length"),
                rows -> rows == 1);
        awaitStoreWords(String::isEmpty);
        store = Store.HANGS;
        awaitState(State.LEARNING, 2);
        awaitState(State.EVALUATING, 3);
        awaitState(State.DONE, 4);
        assertEquals(2, listingsAsked.get(), "listings before the one that hangs was given up");
        store = Store.FAILS;
        browser.await("a listing after the one that was given up", listingsAsked::get, asked -> asked == 3);
        awaitStoreWords(words -> words.startsWith("The store cannot be listed"));
        assertEquals("false", String.valueOf(browser.script("return document.getElementById('models').hidden")));
        store = Store.ANSWERS;
        awaitState(State.LEARNING, 5);
        awaitStoreWords(String::isEmpty);
        assertEquals(4, listingsAsked.get(), "news while nothing is listed ask at once");
    }
}
