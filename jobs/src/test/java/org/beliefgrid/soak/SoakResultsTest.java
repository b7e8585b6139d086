package org.beliefgrid.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.beliefgrid.soak.RunResult.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoakResultsTest {
    private final SoakResults results = new SoakResults();

    private void add(Fault fault, String driver, double secondsOver, Verdict verdict) {
        results.add(new RunResult(1, fault, "member", driver, "loaded", secondsOver, 10, verdict, ""));
    }

    @ParameterizedTest
    @EnumSource(names = {"OTHER_MODEL", "FAILED", "TOO_SLOW", "TOO_LONG"}, value = Verdict.class)
    void oneBadRunSpoilsAll(Verdict bad) {
        assertFalse(results.someCount());
        add(Fault.KILL, "no", 1, Verdict.SAME_MODEL);
        assertTrue(results.someCount() && results.allGood());
        add(Fault.KILL, "no", 1, bad);
        add(Fault.KILL, "no", 1, Verdict.SAME_MODEL);
        assertFalse(results.allGood());
    }

    @Test
    void aRunThatWasTooSlowHasTheSameModel() {
        add(Fault.KILL, "no", 6, Verdict.TOO_SLOW);
        assertTrue(results.allTheSame());
        assertEquals("| kill | 1 | 1 | 1 | 0 | 6.0 s | 6.0 s |", results.markdown().get(2));
        add(Fault.KILL, "no", 1, Verdict.FAILED);
        assertFalse(results.allTheSame());
    }

    @Test
    void aRunThatWasStruckTooLateDoesNotCount() {
        add(Fault.JOIN, "no", Double.NaN, Verdict.MISSED);
        assertTrue(results.allGood());
        assertFalse(results.someCount());
        assertEquals(0, results.count(Fault.JOIN));
        assertEquals(2, results.markdown().size());
    }

    @Test
    void everyFaultThatThereWasHasARowWithItsCounts() {
        add(Fault.KILL, "yes", 1.25, Verdict.SAME_MODEL);
        add(Fault.KILL, "no", 4, Verdict.SAME_MODEL);
        add(Fault.KILL, "yes", Double.NaN, Verdict.FAILED);
        add(Fault.KILL, "no", 2, Verdict.OTHER_MODEL);
        add(Fault.JOIN, "no", Double.NaN, Verdict.SAME_MODEL);
        List<String> lines = results.markdown();
        assertEquals(List.of("| kill | 4 | 3 | 2 | 2 | 2.0 s | 4.0 s |", "| join | 1 | 1 | 1 | 0 | - | - |"),
                lines.subList(2, lines.size()));
    }

    @Test
    void faultsAreFoundByWhatUsersWrite() {
        for (Fault fault : Fault.values()) {
            assertEquals(fault, Fault.of(fault.label()).orElseThrow());
        }
        assertEquals("two-kills", Fault.TWO_KILLS.label());
        assertTrue(Fault.of("flood").isEmpty());
    }
}
