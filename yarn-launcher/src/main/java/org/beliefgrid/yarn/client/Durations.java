package org.beliefgrid.yarn.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.InvalidConfigException;

/** Times and sizes as people write them: {@code 90s}, {@code 10m}, {@code 2h}; {@code 1536m}, {@code 2g}. */
public final class Durations {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,7})([smhd]?)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,7})([mg]?)b?", Pattern.CASE_INSENSITIVE);

    private Durations() {
    }

    /**
     * Seconds.
     *
     * @throws InvalidConfigException if it is no time, or longer than 10,000 days
     */
    public static int seconds(String option, String text) {
        Matcher found = TIME.matcher(text);
        if (!found.matches()) {
            throw new InvalidConfigException("%s must be a time such as 90s, 10m, 2h or 1d, was %s".formatted(option, text));
        }
        long seconds = Long.parseLong(found.group(1)) * switch (found.group(2)) {
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 1;
        };
        if (seconds > 864_000_000L) {
            throw new InvalidConfigException("%s must be at most 10000d, was %s".formatted(option, text));
        }
        return (int) seconds;
    }

    /**
     * Megabytes.
     *
     * @throws InvalidConfigException if it is no size
     */
    public static int megabytes(String option, String text) {
        Matcher found = SIZE.matcher(text);
        if (!found.matches() || Long.parseLong(found.group(1)) == 0) {
            throw new InvalidConfigException("%s must be a size such as 1536m or 2g, was %s".formatted(option, text));
        }
        long unit = found.group(2).equalsIgnoreCase("g") ? 1024 : 1;
        long megabytes = Long.parseLong(found.group(1)) * unit;
        if (megabytes > Integer.MAX_VALUE / 2) {
            throw new InvalidConfigException("%s must be at most 1048575g, was %s".formatted(option, text));
        }
        return (int) megabytes;
    }

    static String text(int seconds) {
        if (seconds % 3_600 == 0 && seconds > 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
