package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;

/**
 * What a command line that was run inside this process printed and gave back.
 *
 * @param exitCode its exit code
 * @param out its standard output
 * @param err its standard error
 */
record InProcess(int exitCode, String out, String err) {
    static InProcess run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            int exitCode = BeliefGrid.run(arguments);
            System.out.flush();
            System.err.flush();
            return new InProcess(exitCode, outBytes.toString(StandardCharsets.UTF_8),
                    errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The same as a process of its own would have left it. */
    Outcome outcome() {
        return new Outcome(exitCode, out.lines().toList(), err.lines().toList());
    }

    /** This, if it ended with that exit code. */
    InProcess exited(int expected) {
        assertEquals(expected, exitCode, this::toString);
        return this;
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
