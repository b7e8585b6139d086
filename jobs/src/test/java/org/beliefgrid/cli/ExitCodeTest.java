package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.beliefgrid.error.UnwritableStoreException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ExitCodeTest {
    private static final UnwritableStoreException FULL = new UnwritableStoreException(
            "models/m/2.dbn: cannot be written: No space left on device", new IOException("No space left on device"));

    /** Saves into a store whose disk is full. */
    @picocli.CommandLine.Command(name = "save")
    private static final class Save implements Callable<Integer> {
        @Override
        public Integer call() throws IOException {
            throw FULL;
        }
    }

    @Test
    void aStoreThatCannotBeWrittenIsItsOperatorsMatterAndOneLine() {
        StringWriter said = new StringWriter();
        int code = BeliefGrid.run(new CommandLine(new Save()).setErr(new PrintWriter(said, true)));
        assertEquals(ExitCode.GRID_UNAVAILABLE, code);
        assertEquals("beliefgrid: models/m/2.dbn: cannot be written: No space left on device", said.toString().strip());
    }

    @Test
    void whatAnotherFailureWasCausedByCounts() {
        assertEquals(ExitCode.GRID_UNAVAILABLE, ExitCode.of(new IllegalStateException("a job failed", FULL)));
        assertEquals(ExitCode.INTERNAL, ExitCode.of(new IllegalStateException("a job failed", new IOException("elsewhere"))));
    }
}
