package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a container's error log, from the web pages of its node. */
final class NodeLog {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int BYTES = 8_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(NodeLog.class);

    private NodeLog() {
    }

    /**
     * Waits for the node's answer.
     *
     * @param nodeWeb host:port
     * @return the last lines, or empty if the node does not give them
     */
    static String tail(String nodeWeb, String container) {
        URI uri = URI.create("http://%s/ws/v1/node/containers/%s/logs/stderr?size=-%d".formatted(nodeWeb, container, BYTES));
        try {
            HttpResponse<String> response = HttpClient.newBuilder().connectTimeout(PATIENCE).build()
                    .send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK ? LogTail.last(response.body().lines().toList()) : "";
        } catch (IOException e) {
            LOGGER.info("no log of {} from {}: {}", container, nodeWeb, e.toString());
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
