package org.beliefgrid.grid.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What members and clients of one grid know and nobody else. It signs; it is never sent, and neither a message nor
 * {@link #toString} nor a configuration holds it.
 */
public final class GridSecret {
    /** The fewest bytes: as many as the signature has, so that guessing either is equally hopeless. */
    static final int LEAST_BYTES = 32;
    private static final int MOST_BYTES = 1024;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private GridSecret(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** A secret that nobody else has: for members that live and die inside one process. */
    public static GridSecret random() {
        return new GridSecret(randomBytes());
    }

    static byte[] randomBytes() {
        byte[] bytes = new byte[LEAST_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /**
     * Takes a secret from its text, hexadecimal digits; white space around them is ignored.
     *
     * @throws IllegalArgumentException if it is no such text, or shorter than 32 bytes; the message does not repeat it
     */
    public static GridSecret ofText(byte[] text) {
        String digits = new String(text, StandardCharsets.ISO_8859_1).strip();
        boolean hexadecimal = digits.length() % 2 == 0 && digits.chars().allMatch(HexFormat::isHexDigit);
        if (!hexadecimal || digits.length() < 2 * LEAST_BYTES || digits.length() > 2 * MOST_BYTES) {
            throw new IllegalArgumentException("expected %d hexadecimal digits or more, such as 'openssl rand -hex %d' prints"
                    .formatted(2 * LEAST_BYTES, LEAST_BYTES));
        }
        return new GridSecret(HexFormat.of().parseHex(digits));
    }

    /** Signs parts with HMAC-SHA-256, in their order; callers see to it that no two meanings have the same bytes. */
    byte[] sign(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Names the kind of thing, not the thing. */
    @Override
    public String toString() {
        return "the grid's secret";
    }
}
