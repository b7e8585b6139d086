package org.beliefgrid.yarn.master;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.beliefgrid.live.LivePage;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.live.PageToken;
import org.beliefgrid.yarn.spec.Json;

/**
 * What YARN's proxy shows of the application: the live page of the training and the status page, which link to each other; the
 * status page alone where nothing is trained, or not yet; and where Prometheus finds the members' metrics. All that lies below
 * a token that is a part of the tracking URL, which YARN tells those who may see the application: whoever only reaches the
 * master's port sees nothing. It only reads.
 */
final class MasterPages {
    private static final String STATUS = "status";
    private static final String TARGETS = "targets";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    /** Listing the store waits for HDFS, with a thread that members' requests may need. */
    private static final int LISTINGS_AT_A_TIME = 2;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final PageToken token = PageToken.drawn();
    private final Views views;
    private final Semaphore listings = new Semaphore(LISTINGS_AT_A_TIME);
    private LivePage page;
    private PageSource shown;

    /** Where the pages have their content from; asked by any number of threads. */
    interface Views {
        /** The status page, HTML. */
        String statusPage();

        /** Where members have pages of metrics. */
        List<MetricsTargets.Group> targets();

        /** Content of the live page, if there is one now. */
        Optional<PageSource> live();
    }

    MasterPages(Views views) {
        this.views = views;
    }

    /** Path of the pages, for the tracking URL. */
    String path() {
        return token.folder();
    }

    /**
     * Answers a request if its path names the token.
     *
     * @return whether it does
     */
    boolean answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!token.isIn(path)) {
            return false;
        }
        // Shorter than the folder only without its last slash, which is the page, too.
        String name = path.substring(Math.min(path.length(), token.folder().length()));
        Optional<LivePage> live = live();
        boolean ours = name.equals(STATUS) || name.equals(StatusPage.SCRIPT) || name.equals(TARGETS);
        if (live.isPresent() && !ours) {
            live(live.get(), exchange, name);
        } else if (!exchange.getRequestMethod().equals("GET")) {
            MasterHttp.send(exchange, NOT_ALLOWED, TEXT, "this page is only for reading\n".getBytes(StandardCharsets.UTF_8));
        } else if (name.equals(TARGETS)) {
            MasterHttp.send(exchange, OK, "application/json", Json.write(views.targets()));
        } else if (name.equals(StatusPage.SCRIPT)) {
            MasterHttp.send(exchange, OK, "text/javascript; charset=utf-8", StatusPage.script());
        } else if (name.isEmpty() || name.equals(STATUS)) {
            // Its own script, and nothing from elsewhere, whatever the page holds.
            exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; "
                    + "script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            MasterHttp.send(exchange, OK, "text/html; charset=utf-8", views.statusPage().getBytes(StandardCharsets.UTF_8));
        } else {
            MasterHttp.send(exchange, NOT_FOUND, TEXT, "there is no such page\n".getBytes(StandardCharsets.UTF_8));
        }
        return true;
    }

    private void live(LivePage live, HttpExchange exchange, String name) throws IOException {
        if (!name.equals("store")) {
            live.answer(exchange, name);
        } else if (listings.tryAcquire()) {
            try {
                live.answer(exchange, name);
            } finally {
                listings.release();
            }
        } else {
            MasterHttp.send(exchange, UNAVAILABLE, TEXT, "others have it listed now\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The page of what is trained now: a training that was started again has another one. */
    private synchronized Optional<LivePage> live() {
        Optional<PageSource> now = views.live();
        if (now.isPresent() && now.get() != shown) {
            shown = now.get();
            page = LivePage.asking(shown, "Members and containers", STATUS);
        }
        return now.map(source -> page);
    }

    /** Gives those who look on the time to fetch the last that there is to see, at most so many milliseconds and a moment. */
    void finish(long millis) throws InterruptedException {
        Optional<LivePage> last = live();
        if (last.isPresent()) {
            last.get().finish(millis);
        }
    }
}
