package org.beliefgrid.yarn.master;

import java.util.List;
import java.util.function.Predicate;

/** The last lines of a container's log. */
final class LogTail {
    private static final int LINES = 20;
    private static final int WIDEST = 300;
    private static final String MARK = "stderr";

    private LogTail() {
    }

    /**
     * What YARN's diagnostics of a container have of its error stream; empty if they have nothing.
     *
     * @param diagnostics may be null
     */
    static String of(String diagnostics) {
        if (diagnostics == null || !diagnostics.contains(MARK)) {
            return "";
        }
        return last(diagnostics.substring(diagnostics.indexOf(MARK)).lines().skip(1).toList());
    }

    /** The last lines that say something, each cut to a width. */
    static String last(List<String> lines) {
        List<String> spoken = lines.stream().filter(Predicate.not(String::isBlank)).toList();
        return String.join("\n", spoken.subList(Math.max(0, spoken.size() - LINES), spoken.size()).stream()
                .map(line -> line.length() <= WIDEST ? line : line.substring(0, WIDEST) + "...").toList());
    }
}
