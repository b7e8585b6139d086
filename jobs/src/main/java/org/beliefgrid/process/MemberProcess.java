package org.beliefgrid.process;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.process.ProgramProcess.Line;

/**
 * A member of a grid that has started.
 *
 * @param process it runs in
 * @param address where it listens, host:port
 * @param size members of its grid when it had joined, itself included
 */
public record MemberProcess(ProgramProcess process, String address, int size) {
    private static final Pattern STARTED = Pattern.compile("member \\[(.*)]:(\\d+) of (\\d+),.*");
    private static final long PATIENCE_SECONDS = 60;

    /**
     * Waits until a member has started.
     *
     * @throws IllegalStateException if it does not start, with what it says
     */
    public static MemberProcess await(ProgramProcess process) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Optional<Line> line = process.awaitLine(text -> STARTED.matcher(text).matches(), deadline);
        Matcher found = STARTED.matcher(line.map(Line::text).orElse(""));
        if (!found.matches()) {
            throw new IllegalStateException("%s did not start: %s".formatted(process.name(), process.errors()));
        }
        return new MemberProcess(process, found.group(1) + ":" + found.group(2), Integer.parseInt(found.group(3)));
    }
}
