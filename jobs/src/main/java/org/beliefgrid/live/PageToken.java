package org.beliefgrid.live;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What the address of a page begins with, so that only who was told the address can read: 128 random bits. */
public final class PageToken {
    private static final int BYTES = 16;

    private final String text;

    private PageToken(String text) {
        this.text = text;
    }

    /** Another one every time. */
    public static PageToken drawn() {
        byte[] drawn = new byte[BYTES];
        new SecureRandom().nextBytes(drawn);
        return new PageToken(HexFormat.of().formatHex(drawn));
    }

    /** Where pages with this token are: {@code /TOKEN/}. */
    public String folder() {
        return "/" + text + "/";
    }

    /**
     * Whether a path names the token, as {@code /TOKEN} or below it. Takes as long whatever the difference is.
     *
     * @param path of a request, beginning with a slash
     */
    public boolean isIn(String path) {
        int end = path.indexOf('/', 1);
        String named = path.substring(1, end < 0 ? path.length() : end);
        return MessageDigest.isEqual(named.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }
}
