package org.beliefgrid.yarn.spec;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.beliefgrid.grid.security.GridSecret;

/**
 * What only the containers of one application and the user who submitted it know. It travels in the containers' credentials and
 * nowhere else; keys for single purposes derive from it.
 */
public final class ApplicationSecret {
    private static final String ALIAS = "beliefgrid.secret";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final byte[] secret;

    private ApplicationSecret(byte[] secret) {
        this.secret = secret.clone();
    }

    /** A new one. */
    public static ApplicationSecret random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new ApplicationSecret(bytes);
    }

    /** One kept as {@link #bytes}. */
    public static ApplicationSecret of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a secret has %d bytes, was %d".formatted(BYTES, bytes.length));
        }
        return new ApplicationSecret(bytes);
    }

    /**
     * That of this container.
     *
     * @throws IllegalStateException if the credentials have none
     */
    public static ApplicationSecret in(Credentials credentials) {
        byte[] bytes = credentials.getSecretKey(new Text(ALIAS));
        if (bytes == null) {
            throw new IllegalStateException("the credentials hold no " + ALIAS);
        }
        return of(bytes);
    }

    /** Puts it where the containers find it. */
    public void addTo(Credentials credentials) {
        credentials.addSecretKey(new Text(ALIAS), bytes());
    }

    /** For a file that only the user can read. */
    public byte[] bytes() {
        return secret.clone();
    }

    /** What members and clients of the grid admit each other by. */
    public GridSecret gridSecret() {
        return GridSecret.ofText(gridSecretText().getBytes(StandardCharsets.US_ASCII));
    }

    /** The same as a line for a file of {@code --secret-file}. */
    public String gridSecretText() {
        return HexFormat.of().formatHex(mac("grid", new byte[0]));
    }

    /** A signature of a message, for one purpose. */
    byte[] mac(String purpose, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            byte[] key = mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
