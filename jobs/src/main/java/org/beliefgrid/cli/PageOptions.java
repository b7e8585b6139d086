package org.beliefgrid.cli;

import java.util.OptionalInt;
import org.beliefgrid.error.InvalidConfigException;
import picocli.CommandLine.Option;

/** Whether there is a live page, where, and for how long. */
final class PageOptions {
    private static final String TERMINAL_PROPERTY = "beliefgrid.terminal";
    private static final int MOST = 65_535;

    @Option(names = "--ui", paramLabel = "PORT", arity = "0..1", fallbackValue = "0",
            description = "show the training as a live page on this machine; its address is printed (default port: any that is "
                    + "free)")
    private Integer port;

    @Option(names = "--ui-stay", paramLabel = "SECONDS",
            description = "with --ui: how long the page stays after the training; Ctrl-C ends it (default: on a terminal until "
                    + "Ctrl-C, otherwise 0)")
    private Integer stay;

    /** @param elsewhere whether the training goes on without this process, or is in no process of the user's */
    void check(boolean elsewhere) {
        if (port != null && elsewhere) {
            throw new InvalidConfigException("--ui shows a training that runs under this command: not one that is submitted");
        }
        if (port != null && (port < 0 || port > MOST)) {
            throw new InvalidConfigException("--ui must be a port of 0 to %d, was %d".formatted(MOST, port));
        }
        if (stay != null && (stay < 0 || port == null)) {
            throw new InvalidConfigException(port == null ? "--ui-stay needs --ui" : "--ui-stay must be 0 or more, was "
                    + stay);
        }
    }

    /** The port; empty without a page. */
    OptionalInt port() {
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** How long the page stays; {@link Long#MAX_VALUE} until somebody ends it. */
    long staySeconds() {
        return stay != null ? stay : Boolean.getBoolean(TERMINAL_PROPERTY) ? Long.MAX_VALUE : 0;
    }
}
