package org.beliefgrid.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunBenchTest {
    @Test
    void theFloorHasAsManyThreadsAsTheTwoMembersWhateverTheMachineHas() {
        List<String> member = MemberProcesses.arguments("store", "secret");
        int threadsOfOne = Integer.parseInt(member.get(member.indexOf("--threads") + 1));
        assertEquals(2 * threadsOfOne, RunBench.THREADS);
    }
}
