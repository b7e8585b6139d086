package org.beliefgrid.yarn.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.yarn.spec.MemberSize;
import org.beliefgrid.yarn.spec.MemoryWatch;
import org.beliefgrid.yarn.spec.MetricsPage;
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
    void aPageOfMetricsIsThereOnlyIfAskedForAndTakesAnyPort() {
        assertEquals(MonitoringOptions.NONE, MemberProcess.monitoring(MetricsPage.NONE, "10.0.0.1"));
        assertEquals(MonitoringOptions.page(0), MemberProcess.monitoring(MetricsPage.LOOPBACK, "10.0.0.1"));
        MonitoringOptions node = MemberProcess.monitoring(MetricsPage.NODE, "10.0.0.1");
        assertEquals("10.0.0.1", node.metricsInterface());
        assertEquals(OptionalInt.of(0), node.metricsPort());
        assertEquals(List.of(), node.managementCenter());
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
