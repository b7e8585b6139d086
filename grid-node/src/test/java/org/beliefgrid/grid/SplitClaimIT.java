package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two members that have lost sight of each other, and the drivers of two runs on both. The two are grids of one member from the
 * start, with one store; that they have seen each other is what their counts are told.
 */
class SplitClaimIT {
    private static final List<String> RUNS = List.of("one", "two");
    private static final UUID THIRD = new UUID(0, 3);

    @TempDir
    private Path folder;
    private final List<TestGrid> sides = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        for (int side = 0; side < 2; side++) {
            sides.add(new TestGrid(1, 11, 1, folder));
        }
        for (String run : RUNS) {
            RunRecord record = RunRecord.first(run, "cases", "", RunRecord.ANY_KERNEL, TrainingPlan.WHOLE_UPDATES, 1);
            sides.forEach(side -> side.maps().runs().set(run, record));
        }
    }

    @AfterEach
    void end() {
        sides.forEach(TestGrid::close);
    }

    private HazelcastInstance member(int side) {
        return sides.get(side).member(0);
    }

    private UUID uuid(int side) {
        return member(side).getLocalEndpoint().getUuid();
    }

    private Quorum quorum(int side) {
        return Quorum.of(member(side));
    }

    private void see(int side, UUID... members) {
        quorum(side).see(Set.of(members), System.nanoTime());
    }

    private void loseSight() {
        for (int side = 0; side < 2; side++) {
            see(side, uuid(0), uuid(1));
            see(side, uuid(side));
        }
    }

    /** @return whether the driver of a side may commit */
    private boolean takes(int side, String run) throws IOException {
        try {
            new RunClaim(member(side), run).take();
            return true;
        } catch (FencedException e) {
            return false;
        }
    }

    @Test
    void when_driversOfBothSidesClaimByTurns_then_oneSideGoesOnWithBothRuns() throws Exception {
        loseSight();
        assertTrue(takes(0, "one"));
        assertFalse(takes(1, "two"));
        assertTrue(takes(0, "two"));
        assertFalse(takes(1, "one"));
        assertEquals("", quorum(0).whyCutOff());
        assertTrue(quorum(1).whyCutOff().contains(uuid(0).toString()), quorum(1)::whyCutOff);
    }

    @RepeatedTest(5)
    void when_allClaimAtTheSameTime_then_oneSideGoesOnWithBothRuns() throws Exception {
        loseSight();
        ExecutorService drivers = Executors.newFixedThreadPool(4);
        CyclicBarrier start = new CyclicBarrier(4);
        List<Future<Boolean>> taken = new ArrayList<>();
        for (int driver = 0; driver < 4; driver++) {
            int side = driver / 2;
            String run = RUNS.get(driver % 2);
            taken.add(drivers.submit(() -> {
                start.await();
                return takes(side, run);
            }));
        }
        boolean first = taken.get(0).get();
        assertEquals(first, taken.get(1).get());
        assertEquals(!first, taken.get(2).get());
        assertEquals(!first, taken.get(3).get());
        assertEquals(!first, quorum(0).isCutOff());
        assertEquals(first, quorum(1).isCutOff());
        drivers.shutdown();
    }

    /** A driver that is started again before its member knows of the loss. */
    @Test
    void when_theOtherSideClaimedBeforeItKnew_then_whoeverGoesOnTakesTheNextGeneration() throws Exception {
        RunClaim early = new RunClaim(member(1), "one");
        long generation = early.take().generation();
        loseSight();
        assertTrue(takes(0, "one"));
        assertEquals(generation + 1, sides.get(0).maps().runs().get("one").generation());
        assertTrue(early.isDoubtful());
        assertThrows(FencedException.class, early::take);
        assertNotEquals(quorum(0).isCutOff(), quorum(1).isCutOff());
    }

    /** One of three goes away, and another leaves: what numbers said before they do not say of the last. */
    @Test
    void when_aThirdMemberLeavesAfterwards_then_theDriverAsksBeforeItsNextCommit() throws Exception {
        see(0, uuid(0), uuid(1), THIRD);
        see(0, uuid(0), THIRD);
        RunClaim claim = new RunClaim(member(0), "one");
        claim.take();
        assertFalse(claim.isDoubtful());
        quorum(0).leaves(THIRD);
        see(0, uuid(0));
        assertTrue(claim.isDoubtful());
        claim.take();
        assertFalse(claim.isDoubtful());
    }

    @Test
    void when_aNewcomerIsOnTheSideThatDoesNotGoOn_then_itDoesNotGoOnEither() throws Exception {
        loseSight();
        assertTrue(takes(0, "one"));
        see(1, uuid(1), THIRD);
        assertFalse(takes(1, "one"));
        RunFence fence = (RunFence) member(0).getUserContext().get(RunFence.CONTEXT_KEY);
        assertFalse(fence.goesOn(THIRD, uuid(1)));
    }

    /** It has stood still, and the other has not asked yet: if it took the mark, nobody would go on. */
    @Test
    void when_aMemberIsCutOffAlready_then_itTakesNoMark() throws Exception {
        loseSight();
        quorum(0).cutOff("it stood still");
        assertFalse(takes(0, "one"));
        assertTrue(takes(1, "one"));
        assertTrue(takes(1, "two"));
        assertFalse(quorum(1).isCutOff());
    }

    /** Else one could meet the other again, and be cut off for a mark of long ago. */
    @Test
    void when_noDriverAsks_then_theMembersDo() throws Exception {
        loseSight();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end && !(quorum(0).unsettled().isEmpty() && quorum(1).isCutOff())
                && !(quorum(1).unsettled().isEmpty() && quorum(0).isCutOff())) {
            Thread.sleep(100);
        }
        assertNotEquals(quorum(0).isCutOff(), quorum(1).isCutOff());
        int goesOn = quorum(0).isCutOff() ? 1 : 0;
        assertEquals(List.of(), quorum(goesOn).unsettled());
        assertTrue(takes(goesOn, "one"));
    }

    /** Its member may still be writing it: nobody goes on by it, and nobody gives up. */
    @Test
    void when_theMarkIsNotComplete_then_theDriverComesAgain() throws Exception {
        loseSight();
        assertTrue(takes(0, "one"));
        Path mark;
        try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
            mark = files.filter(file -> file.toString().contains("split-") && Files.isRegularFile(file)).findFirst()
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(mark);
        Files.write(mark, new byte[0]);
        assertThrows(IOException.class, () -> takes(1, "one"));
        assertFalse(quorum(1).isCutOff());
        Files.write(mark, content);
        assertFalse(takes(1, "one"));
        assertTrue(quorum(1).isCutOff());
    }
}
