package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.BiFunction;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.RunState;

/**
 * A small text file, UTF-8, whose last line is {@code # sha256 <hex>}, the SHA-256 of all bytes before that line. Nothing of a
 * damaged one is taken.
 */
final class SealedText {
    /** Most bytes of a file: what a run says of itself, with first and last line. */
    static final int LONGEST = RunState.LONGEST + 128;

    private static final String SEAL = "# sha256 ";
    private static final int SEAL_BYTES = SEAL.length() + 64 + 1;

    private SealedText() {
    }

    /** @param text one line or more, the last with its end */
    static byte[] write(String text) {
        return (text + seal(text.getBytes(StandardCharsets.UTF_8))).getBytes(StandardCharsets.UTF_8);
    }

    private static String seal(byte[] text) {
        MessageDigest digest = LittleEndianInput.sha256();
        return SEAL + HexFormat.of().formatHex(digest.digest(text)) + "\n";
    }

    /**
     * Reads a file.
     *
     * @param content from the name of the file and its text; throws {@link InvalidConfigException} if it makes no sense
     * @throws BadInputException if the file is missing, damaged, or makes no sense
     */
    static <T> T read(Location file, BiFunction<String, String, T> content) throws IOException {
        byte[] bytes;
        try (InputStream in = file.open()) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        int length = bytes.length - SEAL_BYTES;
        if (length < 0 || bytes.length > LONGEST) {
            throw new BadInputException("%s: damaged: has %s bytes, expected %d to %d".formatted(file,
                    length < 0 ? bytes.length : "more", SEAL_BYTES, LONGEST));
        }
        String expected = seal(Arrays.copyOf(bytes, length));
        String found = new String(bytes, length, SEAL_BYTES, StandardCharsets.ISO_8859_1);
        if (!found.equals(expected)) {
            throw new BadInputException("%s: damaged: its last line is not the SHA-256 of what stands before it"
                    .formatted(file));
        }
        try {
            return content.apply(file.toString(), new String(bytes, 0, length, StandardCharsets.UTF_8));
        } catch (InvalidConfigException e) {
            throw new BadInputException(String.join("; ", e.getMessage().lines().toList()), e);
        }
    }
}
