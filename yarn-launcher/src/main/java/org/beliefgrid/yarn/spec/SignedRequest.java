package org.beliefgrid.yarn.spec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The proof that a request to the application master comes from someone who has the secret: a signature of the request, the
 * time and a number used once. The secret itself never travels.
 *
 * @param time of the request, milliseconds since 1970
 * @param nonce used once; the {@link SignedAnswer} names it
 * @param signature of all, in hexadecimal digits
 */
public record SignedRequest(long time, String nonce, String signature) {
    /** Header of {@link #time}. */
    public static final String TIME_HEADER = "Beliefgrid-Time";
    /** Header of {@link #nonce}. */
    public static final String NONCE_HEADER = "Beliefgrid-Nonce";
    /** Header of {@link #signature}. */
    public static final String SIGNATURE_HEADER = "Beliefgrid-Signature";
    /** For so long a request is fresh: the clocks of a cluster differ by less. */
    public static final long FRESH_MILLIS = 300_000;

    /**
     * What is signed.
     *
     * @param attempt of the application whose master is asked: a request to an earlier one is of no use with the next
     * @param method of HTTP
     * @param path such as {@code /stop}
     * @param body not modified
     */
    public record Call(int attempt, String method, String path, byte[] body) {
    }

    /** Signs a request. */
    public static SignedRequest sign(ApplicationSecret secret, Call call, long time, String nonce) {
        return new SignedRequest(time, nonce, HexFormat.of().formatHex(mac(secret, call, time, nonce)));
    }

    /** Whether the signature is right and the time near enough; takes equally long for every wrong signature. */
    public boolean proves(ApplicationSecret secret, Call call, long now) {
        byte[] expected = HexFormat.of().formatHex(mac(secret, call, time, nonce)).getBytes(StandardCharsets.UTF_8);
        boolean right = MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
        return right && time > now - FRESH_MILLIS && time < now + FRESH_MILLIS;
    }

    private static byte[] mac(ApplicationSecret secret, Call call, long time, String nonce) {
        byte[] head = "%d\n%s\n%s\n%d\n%s\n".formatted(call.attempt(), call.method(), call.path(), time, nonce)
                .getBytes(StandardCharsets.UTF_8);
        return secret.mac("http", ByteBuffer.allocate(head.length + call.body().length).put(head).put(call.body()).array());
    }
}
