package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** An application's pages as a browser has them: below its tracking URL, through the ResourceManager's proxy. */
final class TrackedPages {
    private static final long SECONDS = 60;
    private static final long POLL_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI address;

    /** @param address of the live page, with a slash at its end */
    TrackedPages(URI address) {
        this.address = address;
    }

    private HttpResponse<byte[]> ask(String name) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address.resolve(name)).timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
    }

    private String get(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = ask(name);
        assertEquals(200, answer.statusCode(), () -> name + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private JsonNode asked(String since) throws IOException, InterruptedException {
        return JSON.readTree(get("snapshot?since=" + since));
    }

    /** The first snapshot that is as it should be. */
    private JsonNode await(String what, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        JsonNode seen = null;
        while (System.nanoTime() < end) {
            seen = asked("").path("snapshot");
            if (wanted.test(seen)) {
                return seen;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new AssertionError("not seen in " + SECONDS + " s: " + what + "; the last was " + seen);
    }

    private static int epochs(JsonNode snapshot) {
        int done = 0;
        for (JsonNode phase : snapshot.path("phases")) {
            done += phase.path("epoch").asInt();
        }
        return done;
    }

    private static boolean hasPicture(JsonNode snapshot, String name) {
        return snapshot.path("pictures").findValuesAsText("name").contains(name);
    }

    /** The live page of a training that goes on, all that it is made of, and the status page beside it. */
    void requireATrainingToBeSeen(String application) throws IOException, InterruptedException {
        String page = get("");
        assertTrue(page.contains("<a href=\"status\">") && page.contains("data-updates=\"snapshot\""), page);
        for (String part : List.of("page.js", "charts.js", "page.css", "look.css", "uplot.js", "uplot.css", "icon.svg")) {
            assertFalse(get(part).isEmpty(), part);
        }
        JsonNode first = await("an epoch", snapshot -> epochs(snapshot) > 0);
        assertEquals(application, first.path("run").asText());
        await("more epochs", snapshot -> epochs(snapshot) > epochs(first));
        JsonNode drawn = await("filters, reconstructions and where the shards are", snapshot -> hasPicture(snapshot, "filters")
                && hasPicture(snapshot, "reconstructions") && snapshot.path("shards").size() > 0);
        assertTrue(drawn.path("charts").size() > 0, drawn::toString);
        byte[] filters = ask("picture/filters?r=1").body();
        assertEquals(List.of(PNG[0], PNG[1], PNG[2], PNG[3]), List.of(filters[0], filters[1], filters[2], filters[3]));
        assertTrue(JSON.readTree(get("store")).path("runs").findValuesAsText("run").contains(application));
        String status = get("status");
        assertTrue(status.contains(application) && status.contains("<a href=\"./\">"), status);
        assertTrue(status.contains("Members (3 wanted)") && status.contains("containerlogs"), status);
    }
}
