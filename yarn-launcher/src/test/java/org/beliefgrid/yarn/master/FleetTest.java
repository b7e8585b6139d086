package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.beliefgrid.yarn.master.Containers.Given;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinAnswer.Order;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Spread;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final int LOST_NODE = -100;
    private static final int TOO_MUCH_MEMORY = -104;

    private final Cluster cluster = new Cluster();
    private long now;
    private long beat;

    /** Writes down what is asked of it. */
    private static final class Cluster implements Containers {
        final List<Integer> asked = new ArrayList<>();
        final List<Integer> askedApart = new ArrayList<>();
        boolean keepsApart;
        final List<String> launched = new ArrayList<>();
        final List<String> released = new ArrayList<>();
        final List<String> stopped = new ArrayList<>();
        final Set<String> blacklisted = new HashSet<>();

        @Override
        public void ask(int slot, boolean apart) {
            asked.add(slot);
            if (apart) {
                askedApart.add(slot);
            }
        }

        @Override
        public void withdraw(int slot) {
            asked.remove(Integer.valueOf(slot));
        }

        @Override
        public boolean canKeepApart() {
            return keepsApart;
        }

        @Override
        public void release(Given container) {
            released.add(container.id());
        }

        @Override
        public void launch(Given container) {
            launched.add(container.id());
        }

        @Override
        public void stop(Given container) {
            stopped.add(container.id());
        }

        @Override
        public void blacklist(Set<String> add, Set<String> remove) {
            blacklisted.addAll(add);
            blacklisted.removeAll(remove);
        }

        @Override
        public int nodes() {
            return 3;
        }
    }

    @Test
    void aSlotIsAskedForOnceAndASurplusIsGivenBack() {
        Fleet fleet = fleet(Spread.NONE, 2);
        fleet.tick();
        fleet.tick();
        assertEquals(List.of(0, 1), cluster.asked);
        fleet.allocated(given("a", 0, "n1:1"));
        fleet.allocated(given("b", 0, "n1:1"));
        assertEquals(List.of(1), cluster.asked);
        assertEquals(List.of("a"), cluster.launched);
        assertEquals(List.of("b"), cluster.released);
    }

    @Test
    void oneMemberFoundsTheGridAndTheOthersWaitForIt() {
        Fleet fleet = started(2);
        assertEquals(new JoinAnswer(Order.STAY, List.of()), say(fleet, 1, "c1", false));
        assertEquals(Order.WAIT, say(fleet, 0, "c0", false).order());
        say(fleet, 1, "c1", true);
        assertEquals(new JoinAnswer(Order.STAY, List.of("c1:9")), say(fleet, 0, "c0", false));
        say(fleet, 0, "c0", true);
        assertTrue(fleet.isComplete());
    }

    @Test
    void aMemberWhoseSlotHasAnotherContainerIsGone() {
        Fleet fleet = grown(2);
        fleet.completed("c0", LOST_NODE, "");
        fleet.tick();
        fleet.allocated(given("new", 0, "n2:1"));
        assertEquals(Order.GONE, say(fleet, 0, "c0", true).order());
        assertEquals(Order.STAY, say(fleet, 0, "new", false).order());
        assertEquals(List.of(), fleet.failures().counted(), "a lost node is nobody's failure");
    }

    @Test
    void failuresAreFilledAgainLaterEachTimeUntilTheWindowIsExhausted() {
        Fleet fleet = grown(1);
        for (int failure = 1; failure <= 3; failure++) {
            fleet.completed("c0", 1, "Error file: stderr.\nno disk");
            assertTrue(fleet.fatal().isEmpty());
            now += BackOff.FIRST_MILLIS * (1L << failure - 1) - 1;
            fleet.tick();
            assertEquals(List.of(), cluster.asked);
            now++;
            fleet.tick();
            assertEquals(List.of(0), cluster.asked);
            fleet.allocated(given("c0", 0, "n1:1"));
        }
        fleet.completed("c0", 1, "Error file: stderr.\nno disk");
        assertTrue(fleet.fatal().orElseThrow().endsWith("exit code 1\nno disk"), () -> fleet.fatal().orElseThrow());
    }

    @Test
    void aHostThatFailedIsAskedAgainWhenNoOtherHasRoom() {
        Fleet fleet = grown(1);
        for (int failure = 0; failure < 2; failure++) {
            fleet.completed("c0", 1, "");
            pass(fleet, BackOff.LONGEST_MILLIS);
            fleet.allocated(given("c0", 0, "n0:1"));
        }
        fleet.completed("c0", LOST_NODE, "");
        fleet.tick();
        assertEquals(Set.of("n0"), cluster.blacklisted);
        assertEquals(List.of(0), cluster.asked);
        pass(fleet, NodeStrikes.PATIENCE_MILLIS);
        assertEquals(Set.of("n0"), cluster.blacklisted);
        now++;
        fleet.tick();
        assertEquals(Set.of(), cluster.blacklisted);
    }

    @Test
    void theSecondContainerThatWasTooSmallEndsTheApplicationAndNamesTheOption() {
        Fleet fleet = grown(2);
        fleet.completed("c0", TOO_MUCH_MEMORY, "");
        assertTrue(fleet.fatal().isEmpty());
        fleet.completed("c1", TOO_MUCH_MEMORY, "");
        assertTrue(fleet.fatal().orElseThrow().contains("raise --memory"));
    }

    @Test
    void scalingDownDrainsOneMemberAfterTheOther() {
        Fleet fleet = grown(3);
        fleet.scale(1);
        fleet.tick();
        assertEquals(Order.LEAVE, say(fleet, 2, "c2", true).order());
        assertEquals(Order.STAY, say(fleet, 1, "c1", true).order());
        fleet.completed("c2", 0, "");
        fleet.tick();
        assertEquals(Order.LEAVE, say(fleet, 1, "c1", true).order());
        fleet.completed("c1", 0, "");
        fleet.tick();
        assertTrue(fleet.isComplete());
        assertEquals(List.of(), fleet.failures().counted());
        fleet.scale(2);
        fleet.tick();
        assertEquals(List.of(1), cluster.asked);
    }

    @Test
    void aSilentMemberIsReplaced() {
        Fleet fleet = grown(2);
        pass(fleet, Fleet.SILENCE_MILLIS);
        say(fleet, 1, "c1", true);
        now++;
        fleet.tick();
        assertEquals(List.of("c0"), cluster.stopped);
        assertEquals(1, fleet.members());
    }

    @Test
    void whileTheMasterStoodStillNobodyWasSilent() {
        Fleet fleet = grown(2);
        fleet.scale(3);
        fleet.tick();
        fleet.allocated(given("c2", 2, "n2:1"));
        now += 10 * Fleet.JOIN_MILLIS;
        say(fleet, 1, "c1", true);
        fleet.tick();
        assertEquals(List.of(), cluster.stopped);
        pass(fleet, Fleet.SILENCE_MILLIS);
        assertEquals(List.of(), cluster.stopped);
        now++;
        fleet.tick();
        assertEquals(List.of("c0", "c1"), cluster.stopped, "from then on the same holds for all");
    }

    @Test
    void membersOfAnEarlierAttemptGoOnAndNobodyFoundsAnotherGridBeforeThey() {
        Fleet fleet = fleet(Spread.NONE, 2);
        fleet.adopted(given("old", 0, "n1:1"));
        fleet.tick();
        assertEquals(List.of(1), cluster.asked);
        fleet.allocated(given("new", 1, "n2:1"));
        assertEquals(Order.WAIT, say(fleet, 1, "new", false).order());
        say(fleet, 0, "old", true);
        assertEquals(new JoinAnswer(Order.STAY, List.of("old:9")), say(fleet, 1, "new", false));
    }

    @Test
    void adoptedMembersThatWereInNoGridFoundOneAtOnce() {
        Fleet fleet = fleet(Spread.NONE, 2);
        fleet.adopted(given("c0", 0, "n1:1"));
        fleet.adopted(given("c1", 1, "n2:1"));
        JoinRequest left = new JoinRequest(1, "c1", "c1:9", false, 100, "", "", beat++);
        for (int again = 0; again < 3; again++) {
            assertEquals(Order.WAIT, say(fleet, 0, "c0", false).order(), "the other may be in a grid");
            assertEquals(Order.WAIT, fleet.heard(left, false).order(), "it has lain in the folder, for all that is known");
        }
        assertEquals(Order.STAY, say(fleet, 1, "c1", false).order());
        assertEquals(Order.WAIT, say(fleet, 0, "c0", false).order());
        pass(fleet, Fleet.ADOPTION_MILLIS + 1);
        assertEquals(List.of(), fleet.failures().counted());
    }

    @Test
    void membersThatYarnTellsOfAgainAfterItsRestartStay() {
        Fleet fleet = fleet(Spread.NONE, 2);
        fleet.adopted(given("c0", 0, "n1:1"));
        fleet.adopted(given("c1", 1, "n2:1"));
        say(fleet, 0, "c0", true);
        fleet.adopted(given("c0", 0, "n1:1"));
        fleet.adopted(given("c1", 1, "n2:1"));
        assertEquals(List.of(), cluster.stopped);
        assertEquals(1, fleet.members());
        fleet.adopted(given("older", 0, "n3:1"));
        assertEquals(List.of("older"), cluster.stopped, "the slot is another's");
    }

    @Test
    void adoptedMembersThatAreOneTooManyHandOverLikeAnyOther() {
        Fleet fleet = fleet(Spread.NONE, 2);
        for (int slot = 0; slot < 4; slot++) {
            fleet.adopted(given("c" + slot, slot, "n%d:1".formatted(slot)));
        }
        fleet.tick();
        for (int slot = 0; slot < 4; slot++) {
            assertEquals(Order.STAY, say(fleet, slot, "c" + slot, true).order());
            assertEquals(List.of(), cluster.stopped);
            fleet.tick();
        }
        assertEquals(Order.LEAVE, say(fleet, 3, "c3", true).order());
        assertEquals(Order.STAY, say(fleet, 2, "c2", true).order());
        assertEquals(List.of(), cluster.stopped);
    }

    @Test
    void strictSpreadRefusesANodeWithAMemberAndSoftSpreadOnlyForATime() {
        Fleet strict = fleet(Spread.STRICT, 2);
        strict.tick();
        strict.allocated(given("a", 0, "n1:1"));
        now += 10 * Spreading.PATIENCE_MILLIS;
        strict.allocated(given("b", 1, "n1:1"));
        assertEquals(List.of("b"), cluster.released);
        strict.allocated(given("c", 1, "n1:2"));
        assertEquals(List.of("a", "c"), cluster.launched);

        Fleet soft = fleet(Spread.SOFT, 2);
        soft.tick();
        soft.allocated(given("d", 0, "n1:1"));
        soft.allocated(given("e", 1, "n1:1"));
        assertEquals(List.of("b", "e"), cluster.released);
        now += Spreading.PATIENCE_MILLIS;
        soft.allocated(given("f", 1, "n1:1"));
        assertEquals(List.of("a", "c", "d", "f"), cluster.launched);
    }

    @Test
    void aMemberThatYarnHasNoNodeOfItsOwnForSharesOneAtOnce() {
        cluster.keepsApart = true;
        Fleet fleet = fleet(Spread.SOFT, 2);
        fleet.tick();
        assertEquals(List.of(0, 1), cluster.askedApart);
        fleet.allocated(given("a", 0, "n1:1"));
        fleet.rejected(1);
        fleet.allocated(given("b", 1, "n1:1"));
        assertEquals(List.of("a", "b"), cluster.launched);
    }

    @Test
    void moreMembersThanNodesAreNotAllAskedForApart() {
        cluster.keepsApart = true;
        fleet(Spread.SOFT, 5).tick();
        assertEquals(List.of(0, 1, 2), cluster.askedApart);
        assertEquals(List.of(0, 1, 2, 3, 4), cluster.asked);
    }

    @Test
    void atTheEndEverybodyIsToldAndTheRestIsStopped() {
        Fleet fleet = grown(2);
        fleet.end();
        assertEquals(Order.END, say(fleet, 0, "c0", true).order());
        fleet.completed("c0", 0, "");
        assertFalse(fleet.isGone());
        fleet.stopRest();
        assertEquals(List.of("c1"), cluster.stopped);
        assertTrue(fleet.isGone());
    }

    /** Time goes by for a master that is not stopped. */
    private void pass(Fleet fleet, long millis) {
        for (long end = now + millis; now < end;) {
            now = Math.min(end, now + Fleet.STALL_MILLIS);
            fleet.tick();
        }
    }

    private Fleet fleet(Spread spread, int members) {
        return new Fleet(cluster, spread, members, FailureWindow.forMembers(members), () -> now);
    }

    private Fleet started(int members) {
        Fleet fleet = fleet(Spread.NONE, members);
        fleet.tick();
        for (int slot = 0; slot < members; slot++) {
            fleet.allocated(given("c" + slot, slot, "n%d:1".formatted(slot)));
        }
        return fleet;
    }

    private Fleet grown(int members) {
        Fleet fleet = started(members);
        for (int slot = 0; slot < members; slot++) {
            say(fleet, slot, "c" + slot, true);
        }
        return fleet;
    }

    private JoinAnswer say(Fleet fleet, int slot, String container, boolean inGrid) {
        return fleet.heard(new JoinRequest(slot, container, container + ":9", inGrid, 100, "", "", beat++), inGrid);
    }

    private static Given given(String id, int slot, String node) {
        return new Given(id, slot, node, "");
    }
}
