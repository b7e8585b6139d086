package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.beliefgrid.soak.Fault;
import org.beliefgrid.soak.RunResult;
import org.beliefgrid.soak.RunResult.Verdict;
import org.beliefgrid.soak.SoakResults;
import org.junit.jupiter.api.Test;

class SoakCommandTest {
    private final SoakResults results = new SoakResults();

    private void add(Verdict verdict) {
        results.add(new RunResult(1, Fault.KILL, "member-1", "no", "loaded", 1, 10, verdict, ""));
    }

    @Test
    void aSoakThatStruckNoRunHasShownNothing() {
        assertEquals(ExitCode.INTERNAL, SoakCommand.exitCode(true, results));
        add(Verdict.MISSED);
        assertEquals(ExitCode.INTERNAL, SoakCommand.exitCode(true, results));
        add(Verdict.SAME_MODEL);
        assertEquals(ExitCode.DONE, SoakCommand.exitCode(true, results));
    }

    @Test
    void oneBadRunAndRunsThatWereNotDoneAreNoSuccess() {
        add(Verdict.SAME_MODEL);
        assertEquals(ExitCode.INTERNAL, SoakCommand.exitCode(false, results));
        add(Verdict.OTHER_MODEL);
        assertEquals(ExitCode.INTERNAL, SoakCommand.exitCode(true, results));
    }
}
