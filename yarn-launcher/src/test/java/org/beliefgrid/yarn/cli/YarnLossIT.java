package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.beliefgrid.yarn.cli.Program.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What an application survives, a case each, on a real YARN: {@code yarn-launcher/src/it/long-rows.sh} runs it, no build does.
 * Each case ends with the bits of a local run. That a member and a master may be lost, {@link YarnIT} shows.
 */
@EnabledIfSystemProperty(named = "beliefgrid.yarn.long", matches = "true")
class YarnLossIT extends OnLongRows {
    @Test
    void membersComeAndGoWithTheSameBits() throws Exception {
        try (Program submit = rows.submit(rows.longPlan, 2)) {
            String application = LongRows.inTheMiddle(submit);
            rows.here.run("yarn", "scale", "3", application).exited(0);
            rows.awaitStatus(application, "slot 2  member  ");
            Outcome logs = rows.here.run("yarn", "logs", "--bytes", "20000", application).exited(0);
            logs.found("is RUNNING, with 4 containers");
            logs.found("slot 2 is ");
            rows.here.run("yarn", "scale", "2", application).exited(0);
            LongRows.requireMembers(application, 2);
            assertTrue(submit.runs(), "the training had ended before the member was gone");
            assertEquals(rows.local(rows.longPlan), submit.await().exited(0).modelSha256());
            rows.requireGone(application, System.nanoTime());
            rows.awaitPrinted("slot 2 has left, exit status 0", "logs", application);
        }
    }

    @Test
    void theResourceManagerMayBeStartedAgain() throws Exception {
        try (Program submit = rows.submit(rows.longPlan, 2)) {
            String application = LongRows.inTheMiddle(submit);
            rows.cluster.restartManager(2);
            assertTrue(submit.runs(), "the training had ended before the ResourceManager was back");
            assertEquals(rows.local(rows.longPlan), submit.await().exited(0).modelSha256());
            rows.requireGone(application, System.nanoTime());
        }
    }

    @Test
    void membersOfALostNodeAreReplacedAndEnd() throws Exception {
        try (Program submit = rows.submit(rows.longPlan, 2)) {
            String application = LongRows.inTheMiddle(submit);
            int other = PseudoYarn.nodeOf(PseudoYarn.masters(application).get(0)) == 1 ? 2 : 1;
            List<ProcessHandle> zombies = PseudoYarn.members(application).stream()
                    .filter(member -> PseudoYarn.nodeOf(member) == other).toList();
            assertEquals(1, zombies.size(), "members are to be on different nodes");
            String lost = PseudoYarn.containerOf(zombies.get(0));
            String slot = rows.here.run("yarn", "status", application).found("slot ([0-9]+)  member  " + lost);
            rows.cluster.killNode(other);
            try {
                rows.awaitStatus(application, "slot " + slot + "  member  (?!" + lost + ")container_");
                assertTrue(Program.holdsWithin(LongRows.SECONDS_TO_END, () -> !zombies.get(0).isAlive()), "the zombie lives");
                assertTrue(submit.runs(), "the training had ended before the member was replaced");
                assertEquals(rows.local(rows.longPlan), submit.await().exited(0).modelSha256());
                rows.requireGone(application, System.nanoTime());
            } finally {
                rows.cluster.startNode(other);
            }
        }
    }
}
