package org.beliefgrid.yarn.spec;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * Signed requests to an application master, whose answers are signed: from the command line and from the members. What it
 * refuses is a {@link MasterRefusal}.
 */
public final class MasterClient {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int LONGEST_REASON = 500;

    private final ApplicationSecret secret;
    private final Duration timeout;
    private final HttpClient http;

    /** With a limit for each request. */
    public MasterClient(ApplicationSecret secret, Duration timeout) {
        this.secret = secret;
        this.timeout = timeout;
        http = HttpClient.newBuilder().connectTimeout(timeout).version(HttpClient.Version.HTTP_1_1).build();
    }

    /** {@code GET /status}. */
    public MasterStatus status(MasterAddress master) throws IOException {
        return send(master, "GET", "/status", null, MasterStatus.class);
    }

    /** {@code GET /members}. */
    public JoinAnswer members(MasterAddress master) throws IOException {
        return send(master, "GET", "/members", null, JoinAnswer.class);
    }

    /** {@code POST /join}. */
    public JoinAnswer join(MasterAddress master, JoinRequest request) throws IOException {
        return send(master, "POST", "/join", request, JoinAnswer.class);
    }

    /** {@code POST /heartbeat}. */
    public JoinAnswer heartbeat(MasterAddress master, JoinRequest request) throws IOException {
        return send(master, "POST", "/heartbeat", request, JoinAnswer.class);
    }

    /** {@code POST /scale}; the status says what became of it. */
    public MasterStatus scale(MasterAddress master, int members) throws IOException {
        return send(master, "POST", "/scale", new ScaleRequest(members), MasterStatus.class);
    }

    /** {@code POST /stop}: the work is ended in good order. */
    public MasterStatus stop(MasterAddress master, StopRequest request) throws IOException {
        return send(master, "POST", "/stop", request, MasterStatus.class);
    }

    private <T> T send(MasterAddress master, String method, String path, Object message, Class<T> answer) throws IOException {
        byte[] body = message == null ? new byte[0] : Json.write(message);
        SignedRequest proof = SignedRequest.sign(secret, new SignedRequest.Call(master.attempt(), method, path, body),
                System.currentTimeMillis(), UUID.randomUUID().toString());
        HttpRequest request = HttpRequest.newBuilder(master.uri(path)).timeout(timeout)
                .header(SignedRequest.TIME_HEADER, String.valueOf(proof.time()))
                .header(SignedRequest.NONCE_HEADER, proof.nonce()).header(SignedRequest.SIGNATURE_HEADER, proof.signature())
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body)).build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != OK) {
                throw refusal(response, "%s answers %d to %s %s".formatted(master.uri("/"), response.statusCode(), method,
                        path));
            }
            String signature = response.headers().firstValue(SignedAnswer.HEADER).orElse("");
            if (!SignedAnswer.proves(secret, proof.nonce(), response.body(), signature)) {
                throw new IOException(master.uri("/") + " is not the application master: its answer is not signed");
            }
            return Json.read(response.body(), answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + master.uri(path), e);
        }
    }

    private static IOException refusal(HttpResponse<byte[]> response, String what) {
        // Not signed, so whoever listens there may have written it: a short line, and nothing that a terminal obeys.
        String reason = new String(response.body(), StandardCharsets.UTF_8).lines().findFirst().orElse("")
                .replaceAll("\\p{Cntrl}", "").strip();
        String line = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
        if (response.statusCode() == BAD_REQUEST && !line.isEmpty()) {
            return new MasterRefusal(line);
        }
        return new IOException(line.isEmpty() ? what : what + ": " + line);
    }
}
