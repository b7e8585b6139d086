package org.beliefgrid.store;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.RunState;

/**
 * The file of a {@link RunState}, format version 1: UTF-8, each line with its end, in all one YAML mapping.
 * <pre>
 * line              value
 * first             # run, format version 1
 * those after it    YAML of {@link RunState}
 * last              # sha256 and, in hexadecimal digits, the SHA-256 of all bytes before this line
 * </pre>
 * In every version first and last line are of this form, and the last is looked at first: a file is damaged, or it is whole and
 * of a version that this build reads, or whole and of another one.
 */
final class RunFile {
    private static final Pattern FIRST_LINE = Pattern.compile("# run, format version ([0-9]{1,9})");
    private static final int OLDEST_VERSION = 1;
    private static final int VERSION = 1;

    private RunFile() {
    }

    /** @throws IllegalArgumentException if it is longer than {@link SealedText} may be */
    static byte[] bytes(RunState run) {
        byte[] bytes = SealedText.write("# run, format version " + VERSION + "\n" + run.text());
        if (bytes.length > SealedText.LONGEST) {
            throw new IllegalArgumentException("run %s: what it says of itself must be at most %d bytes, was %d".formatted(
                    run.description().run(), SealedText.LONGEST, bytes.length));
        }
        return bytes;
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException if it is missing, damaged, or makes no sense
     * @throws OtherVersionException if it is whole and of a format version that this build does not read
     */
    static RunState read(Location file) throws IOException {
        String text = SealedText.read(file, (name, whole) -> whole);
        int end = Math.max(0, text.indexOf('\n'));
        Matcher first = FIRST_LINE.matcher(text.substring(0, end));
        if (!first.matches()) {
            throw new BadInputException(file + ": not what a run says of itself: its first line must be \"# run, format "
                    + "version N\"");
        }
        int version = Integer.parseInt(first.group(1));
        if (version < OLDEST_VERSION || version > VERSION) {
            throw new OtherVersionException(file.toString(), version, OLDEST_VERSION, VERSION);
        }
        try {
            return RunState.read(file.toString(), text);
        } catch (InvalidConfigException e) {
            throw new BadInputException(String.join("; ", e.getMessage().lines().toList()), e);
        }
    }
}
