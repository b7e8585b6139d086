package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.yarn.master.Work.Outcome;
import org.beliefgrid.yarn.master.Work.Outcome.End;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.MasterState;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.MasterStatus.State;
import org.beliefgrid.yarn.spec.MemberSize;
import org.beliefgrid.yarn.spec.MemoryWatch;
import org.beliefgrid.yarn.spec.MetricsPage;
import org.beliefgrid.yarn.spec.Placement;
import org.beliefgrid.yarn.spec.Spread;
import org.beliefgrid.yarn.spec.Times;
import org.junit.jupiter.api.Test;

class MasterTest {
    private static final int PATIENCE_SECONDS = 60;

    private final Job work = new Job();
    private final List<MasterState> kept = new ArrayList<>();
    private long now;
    private long beat;

    /** Writes down how often it was begun. */
    private static final class Job implements Work {
        final List<Boolean> begun = new ArrayList<>();
        boolean cancelled;

        @Override
        public void start(List<String> addresses, boolean again, Consumer<Outcome> ended) {
            begun.add(again);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public MasterStatus.Training progress() {
            return MasterStatus.Training.NONE;
        }
    }

    /** Gives nothing by itself. */
    private static final class Nobody implements Containers {
        @Override
        public void ask(int slot, boolean apart) {
            // The test gives the containers.
        }

        @Override
        public void withdraw(int slot) {
            // Nothing was asked for.
        }

        @Override
        public boolean canKeepApart() {
            return false;
        }

        @Override
        public void release(Given container) {
            // Nobody has it.
        }

        @Override
        public void launch(Given container) {
            // It runs.
        }

        @Override
        public void stop(Given container) {
            // It ends.
        }

        @Override
        public void blacklist(Set<String> add, Set<String> remove) {
            // There are no nodes.
        }

        @Override
        public int nodes() {
            return 1;
        }
    }

    @Test
    void theWorkBeginsWhenAllMembersAreThereAndIsKnownToTheNextAttempt() {
        Fleet fleet = fleet(2);
        Master master = master(fleet, 2, 2);
        join(fleet, 0);
        master.tick();
        assertEquals(List.of(), work.begun);
        join(fleet, 1);
        master.tick();
        assertEquals(List.of(false), work.begun);
        assertEquals(List.of(new MasterState(2, true)), kept);
    }

    @Test
    void fewerMembersWillDoOnlyWhenTheTimeIsOver() {
        Fleet fleet = fleet(2);
        Master master = master(fleet, 2, 1);
        join(fleet, 0);
        master.tick();
        assertEquals(List.of(), work.begun);
        now += PATIENCE_SECONDS * 1000L;
        join(fleet, 0);
        master.tick();
        assertEquals(List.of(false), work.begun);
    }

    @Test
    void withTooFewMembersItFailsWithWhatIsMissing() {
        Fleet fleet = fleet(2);
        Master master = master(fleet, 2, 2);
        join(fleet, 0);
        now += PATIENCE_SECONDS * 1000L;
        join(fleet, 0);
        master.tick();
        assertEquals(State.STOPPING, master.status().state());
        assertTrue(master.status().diagnostics().contains("1 of 2 members came within --allocation-timeout of 60 s"),
                master.status()::diagnostics);
        assertTrue(master.status().diagnostics().contains(MasterStatus.TOO_FEW_IN_TIME), "the client would not know why");
    }

    @Test
    void workOfAnEarlierAttemptGoesOnWithoutAMemberThatCannotBeReplaced() {
        Fleet fleet = adopted(3, 0, 1);
        Master master = master(fleet, 3, 3, 2, true);
        join(fleet, 0);
        master.tick();
        assertEquals(List.of(), work.begun, "the other may be in the grid, too, or not");
        join(fleet, 1);
        master.tick();
        assertEquals(List.of(true), work.begun);
        assertEquals(State.RUNNING, master.status().state());
    }

    @Test
    void noRunIsEndedAsLongAsMembersOfAnEarlierAttemptMayBeAtIt() {
        Fleet fleet = adopted(3, 0, 1);
        Master master = master(fleet, 3, 3, 2, true);
        now += PATIENCE_SECONDS * 1000L;
        join(fleet, 0);
        master.tick();
        assertEquals(State.ALLOCATING, master.status().state());
        fleet.completed("c1", -100, "");
        master.tick();
        assertEquals(List.of(true), work.begun);
    }

    /** The run may not have come into the grid before the members were lost: then those that are left load everything. */
    @Test
    void fewerThanMemoryIsPlannedForDoNotGoOn() {
        Fleet fleet = adopted(4, 0);
        Master master = new Master(new Master.Job(spec("train", members(4, 4, 3)), "a", 2, true, Long.MAX_VALUE), fleet, work,
                kept::add, () -> now);
        join(fleet, 0);
        master.tick();
        assertEquals(List.of(), work.begun);
        for (int slot = 1; slot < 3; slot++) {
            fleet.tick();
            fleet.allocated(new Containers.Given("c" + slot, slot, "n:1", ""));
            join(fleet, slot);
            master.tick();
            assertEquals(slot == 2 ? List.of(true) : List.of(), work.begun);
        }
    }

    @Test
    void aNewGridAwaitsItsMembersWhoeverStartedTheWork() {
        Fleet fleet = fleet(3);
        Master master = master(fleet, 3, 3, 2, true);
        join(fleet, 0);
        join(fleet, 1);
        master.tick();
        assertEquals(List.of(), work.begun, "memory is planned for more");
        fleet.scale(2);
        fleet.tick();
        fleet.completed("c1", -100, "");
        now += PATIENCE_SECONDS * 1000L;
        join(fleet, 0);
        master.tick();
        assertTrue(master.status().diagnostics().contains("1 of 2 members"), master.status()::diagnostics);
        assertTrue(master.status().diagnostics().contains("at least 2 are needed"), master.status()::diagnostics);
    }

    @Test
    void aLaterAttemptLooksForTheRunEvenIfNobodyCouldWriteThatItBegan() {
        Fleet fleet = fleet(1);
        Master master = master(fleet, 1, 1, 2, false);
        join(fleet, 0);
        master.tick();
        assertEquals(List.of(true), work.begun);
    }

    @Test
    void itIsNotScaledToMoreMembersThanAnyGridHas() {
        Fleet fleet = fleet(1);
        Master master = master(fleet, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> master.scale(0));
        assertThrows(IllegalArgumentException.class, () -> master.scale(100_000));
        assertEquals(1, fleet.wanted());
    }

    @Test
    void aTrainingIsNotScaledToFewerMembersThanItsMemoryIsPlannedFor() {
        Fleet fleet = fleet(8);
        Master master = new Master(new Master.Job(spec("train", members(8, 8, 7)), "a", 1, false, Long.MAX_VALUE), fleet, work,
                kept::add, () -> now);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> master.scale(2));
        assertTrue(refused.getMessage().startsWith("members must be at least 7, was 2: "), refused::getMessage);
        assertEquals(8, fleet.wanted());
        master.scale(7);
        assertEquals(7, fleet.wanted());
        new Master(new Master.Job(spec("grid", members(8, 8, 7)), "a", 1, false, Long.MAX_VALUE), fleet, work, kept::add,
                () -> now).scale(2);
        assertEquals(2, fleet.wanted(), "a grid alone is free");
    }

    @Test
    void aLostGridIsGoneOnWithButNotForEver() {
        Fleet fleet = fleet(1);
        Master master = master(fleet, 1, 1);
        join(fleet, 0);
        master.tick();
        for (int lost = 1; lost <= 3; lost++) {
            master.workEnded(new Outcome(End.GRID_LOST, "all members went away"));
            assertEquals(State.ALLOCATING, master.status().state());
            master.tick();
            assertEquals(lost, work.begun.size(), "members of the lost grid may still be there");
            now += Master.AFTER_LOSS_MILLIS;
            join(fleet, 0);
            master.tick();
        }
        assertEquals(List.of(false, true, true, true), work.begun);
        master.workEnded(new Outcome(End.GRID_LOST, "all members went away"));
        assertEquals(State.STOPPING, master.status().state());
        assertEquals("all members went away", master.status().diagnostics());
    }

    @Test
    void askedToStopItCancelsTheWorkAndThenSendsEverybodyHome() {
        Fleet fleet = fleet(1);
        Master master = master(fleet, 1, 1);
        join(fleet, 0);
        master.tick();
        master.stop(true, "enough");
        assertTrue(work.cancelled);
        master.workEnded(new Outcome(End.KILLED, "stopped after 7 rounds"));
        master.tick();
        assertFalse(master.finished().isDone());
        fleet.completed("c0", 0, "");
        master.tick();
        assertEquals(new Outcome(End.KILLED, "enough; stopped after 7 rounds"), master.finished().join());
    }

    private Fleet fleet(int members) {
        Fleet fleet = new Fleet(new Nobody(), Spread.NONE, members, FailureWindow.forMembers(members), () -> now);
        fleet.tick();
        for (int slot = 0; slot < members; slot++) {
            fleet.allocated(new Containers.Given("c" + slot, slot, "n:1", ""));
        }
        return fleet;
    }

    /** A fleet of a later attempt, to which YARN gives members of an earlier one. */
    private Fleet adopted(int wanted, int... slots) {
        Fleet fleet = fleet(0);
        fleet.scale(wanted);
        for (int slot : slots) {
            fleet.adopted(new Containers.Given("c" + slot, slot, "n:1", ""));
        }
        return fleet;
    }

    private void join(Fleet fleet, int slot) {
        fleet.heard(new JoinRequest(slot, "c" + slot, "c" + slot + ":9", true, 100, "", "", beat++), true);
    }

    private Master master(Fleet fleet, int members, int least) {
        return master(fleet, members, least, 1, false);
    }

    private Master master(Fleet fleet, int members, int least, int attempt, boolean startedBefore) {
        Master master = new Master(new Master.Job(spec("train", members(members, least, 1)), "a", attempt, startedBefore,
                Long.MAX_VALUE), fleet, work, kept::add, () -> now);
        master.whenWorkEnds(how -> { });
        return master;
    }

    private static ApplicationSpec.Members members(int wanted, int least, int fewest) {
        return new ApplicationSpec.Members(wanted, least, fewest, Spread.NONE, new MemberSize(1000, 300, 300, 1),
                new MemoryWatch(90, 97), MetricsPage.NONE);
    }

    private static ApplicationSpec spec(String what, ApplicationSpec.Members members) {
        return new ApplicationSpec("n", List.of(what), new ApplicationSpec.Grid("g", 0, BlasCore.ANY), members,
                new Placement("default", 0, "", ""), new Times(PATIENCE_SECONDS, 0),
                new ApplicationSpec.Files(List.of(), "hdfs:///m", "hdfs:///s"));
    }
}
