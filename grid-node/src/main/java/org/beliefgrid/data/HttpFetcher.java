package org.beliefgrid.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets one file over HTTP, within bounds of time and size. */
final class HttpFetcher {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final long WHOLE_TIMEOUT_SECONDS = 120;
    private static final int MAX_BYTES = 64 << 20;
    private static final int OK = 200;

    /**
     * The content behind an address.
     *
     * @throws IOException in one line that names the address, if it cannot be had
     */
    byte[] fetch(URI source) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT).followRedirects(HttpClient.Redirect.NORMAL).build();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> response = client.sendAsync(HttpRequest.newBuilder(source).build(),
                BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> append(bytes, body))));
        try {
            int status = response.get(WHOLE_TIMEOUT_SECONDS, TimeUnit.SECONDS).statusCode();
            if (status != OK) {
                throw new IOException(source + ": HTTP status " + status + ", expected " + OK);
            }
            return body.toByteArray();
        } catch (ExecutionException e) {
            throw new IOException(source + ": " + reason(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException(source + ": not complete within " + WHOLE_TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(source + ": interrupted");
        } finally {
            response.cancel(true);
        }
    }

    private static void append(byte[] bytes, ByteArrayOutputStream body) {
        if (body.size() + bytes.length > MAX_BYTES) {
            throw new IllegalStateException("more than " + MAX_BYTES + " bytes");
        }
        body.writeBytes(bytes);
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }
}
