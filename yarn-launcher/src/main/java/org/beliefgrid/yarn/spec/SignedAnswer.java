package org.beliefgrid.yarn.spec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The proof that an answer comes from the application master: a signature of the request's number and the answer. Whoever
 * listens on a port that a master has left cannot make one, and that of another request does not fit.
 */
public final class SignedAnswer {
    /** Header of an answer. */
    public static final String HEADER = "Beliefgrid-Answer";

    private SignedAnswer() {
    }

    /**
     * Signs an answer, in hexadecimal digits.
     *
     * @param nonce of the {@link SignedRequest}
     * @param body not modified
     */
    public static String sign(ApplicationSecret secret, String nonce, byte[] body) {
        byte[] head = (nonce + "\n").getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(secret.mac("answer",
                ByteBuffer.allocate(head.length + body.length).put(head).put(body).array()));
    }

    /** Whether the signature is that of this answer to this request; takes equally long for every wrong one. */
    public static boolean proves(ApplicationSecret secret, String nonce, byte[] body, String signature) {
        return MessageDigest.isEqual(sign(secret, nonce, body).getBytes(StandardCharsets.UTF_8),
                signature.getBytes(StandardCharsets.UTF_8));
    }
}
