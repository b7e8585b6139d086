package org.beliefgrid.yarn.spec;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a container has written so far, or had written shortly after its end, from the web service of its node. */
public final class NodeLogs {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A node may stand still in the middle of its answer. */
    private static final int MOST_SECONDS = 30;
    private static final int OK = 200;

    private NodeLogs() {
    }

    /**
     * Waits for the node's answer.
     *
     * @param node web address of its NodeManager, host:port with or without {@code http://}
     * @param container its id
     * @param file such as {@code stderr}
     * @param bytes at most so many, from the file's end; 0 for all
     * @throws IOException if the node does not give it; says why in one line
     */
    public static String read(String node, String container, String file, long bytes) throws IOException {
        URI uri = URI.create("%s/ws/v1/node/containers/%s/logs/%s%s".formatted(node.contains("://") ? node : "http://" + node,
                container, file, bytes == 0 ? "" : "?size=-" + bytes));
        try {
            HttpResponse<String> response = HttpClient.newBuilder().connectTimeout(PATIENCE).build()
                    .sendAsync(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                    .get(MOST_SECONDS, TimeUnit.SECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("%s answers %d".formatted(node, response.statusCode()));
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new IOException(node + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("%s has not sent all of %s within %d s".formatted(node, file, MOST_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + node, e);
        }
    }
}
