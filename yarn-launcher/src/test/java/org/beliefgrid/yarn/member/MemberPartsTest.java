package org.beliefgrid.yarn.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.beliefgrid.yarn.spec.MemberSize;
import org.beliefgrid.yarn.spec.MemoryWatch;
import org.junit.jupiter.api.Test;

class MemberPartsTest {
    @Test
    void memoryIsSpokenOfFromItsLimitOnAndNamesTheOption() {
        MemorySight memory = new MemorySight(new MemberSize(1000, 400, 200, 1), new MemoryWatch(90, 98));
        assertEquals("", memory.warning(899, 1, 1));
        assertTrue(memory.warning(900, 1, 1).endsWith("raise --memory"));
        assertFalse(memory.mustEnd(979));
        assertTrue(memory.mustEnd(980));
        assertEquals(3, MemorySight.residentMb("VmPeak:\t 9999 kB\nVmRSS:\t    3500 kB\n"));
    }

    @Test
    void aMemberWithoutMasterEndsSoonWithoutAGridAndLateWithOne() {
        Loneliness loneliness = new Loneliness(0);
        loneliness.heard(1000);
        assertFalse(loneliness.isTooLong(1000 + Loneliness.BOTH_MILLIS, false));
        assertTrue(loneliness.isTooLong(1001 + Loneliness.BOTH_MILLIS, false));
        assertFalse(loneliness.isTooLong(1001 + Loneliness.BOTH_MILLIS, true));
        assertTrue(loneliness.isTooLong(1001 + Loneliness.MASTER_MILLIS, true));
    }
}
