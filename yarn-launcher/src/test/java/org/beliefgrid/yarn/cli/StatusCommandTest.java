package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
    @Test
    void aMembersWarningAboutItsMemoryStandsBesideItsSlotAndNowhereElse() {
        List<String> lines = printed(slot(0, "930 of 1000 MB, raise --memory"), slot(1, ""));
        assertTrue(lines.get(1).startsWith("slot 0  member"), lines::toString);
        assertTrue(lines.get(1).endsWith("  metrics at http://n:4/metrics  warning: 930 of 1000 MB, raise --memory"),
                lines::toString);
        assertEquals("slot 1  member  c1  on n:1  http://n/1", lines.get(2));
    }

    private static MasterStatus.Slot slot(int number, String warning) {
        return new MasterStatus.Slot(number, "member", "c" + number, "n:1", "a:1", "http://n/" + number, 1, 930,
                number == 1 ? "" : "http://n:4/metrics", warning, "");
    }

    private static List<String> printed(MasterStatus.Slot... slots) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        StatusCommand.print(new MasterStatus("a", "n", 1, MasterStatus.State.RUNNING, MasterStatus.Training.NONE,
                new MasterStatus.Members(slots.length, List.of(slots)), new MasterStatus.Failures(List.of(), 4), ""), out);
        out.flush();
        return text.toString().lines().toList();
    }
}
