package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.version.MemberVersion;
import java.lang.reflect.Proxy;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A member's count of the others, on a clock that the tests turn. */
class QuorumTest {
    private static final long LIMIT = 6;
    private static final List<UUID> MEMBERS = IntStream.range(0, 12).mapToObj(i -> new UUID(0, i)).toList();

    private long now = -TimeUnit.SECONDS.toNanos(LIMIT);
    private final Quorum quorum = new Quorum(LIMIT);

    private void see(Set<UUID> members) {
        quorum.see(members, now);
    }

    private static Set<UUID> members(int from, int to) {
        return new HashSet<>(MEMBERS.subList(from, to));
    }

    /** Time passes, and this member runs. */
    private void pass(double seconds) {
        long end = now + (long) (seconds * 1e9);
        while (now < end) {
            now = Math.min(end, now + TimeUnit.MILLISECONDS.toNanos(100));
            quorum.sign(now);
        }
    }

    @ParameterizedTest(name = "{0} started, {1} are left")
    @CsvSource({"3, 2, false", "3, 1, true", "4, 3, false", "4, 2, true", "5, 3, false", "5, 2, true", "7, 4, false",
            "7, 3, true", "2, 1, false", "1, 1, false"})
    void halfOfThoseStartedPlusOneMustBeThere(int started, int left, boolean cutOff) {
        see(members(0, started));
        for (int last = started - 1; last >= left; last--) {
            see(members(0, last));
        }
        assertEquals(cutOff, quorum.isCutOff(), quorum::whyCutOff);
    }

    /** Of the two sides of any split of three members or more at most one goes on. */
    @Test
    void neverDoBothSidesOfASplitGoOn() {
        Random random = new Random(TestSeed.VALUE);
        for (int trial = 0; trial < 100; trial++) {
            int started = 3 + random.nextInt(8);
            int left = 1 + random.nextInt(started - 1);
            Quorum one = new Quorum(LIMIT);
            Quorum other = new Quorum(LIMIT);
            one.see(members(0, started), now);
            other.see(members(0, started), now);
            one.see(members(0, left), now);
            other.see(members(left, started), now);
            assertTrue(one.isCutOff() || other.isCutOff(), TestSeed.replay(started + " split at " + left));
            assertEquals(2 * left == started, one.isCutOff() && other.isCutOff(), TestSeed.replay("half"));
        }
    }

    @Test
    void aMemberThatLeavesInGoodOrderDoesNotCount() {
        see(members(0, 5));
        for (int last = 4; last >= 1; last--) {
            quorum.leaves(MEMBERS.get(last));
            see(members(0, last));
        }
        assertFalse(quorum.isCutOff());
        assertEquals(0, quorum.losses());
    }

    @Test
    void aMemberThatJoinsCounts() {
        see(members(0, 2));
        assertTrue(quorum.fenceDecides());
        see(members(0, 3));
        assertFalse(quorum.fenceDecides());
        see(members(0, 1));
        assertTrue(quorum.isCutOff());
    }

    /** One after the other is killed and replaced: nobody is cut off, however often. */
    @Test
    void aMemberThatJoinsTakesThePlaceOfOneThatWentAway() {
        for (int first = 0; first < 9; first++) {
            see(members(first, first + 3));
            pass(0.5);
            see(members(first + 1, first + 3));
            pass(0.5);
        }
        assertFalse(quorum.isCutOff(), quorum::whyCutOff);
        assertEquals(9, quorum.losses());
    }

    @Test
    void thoseThatWentAwayCountUntilAHeartbeatLimitHasPassedSinceTheLast() {
        see(members(0, 5));
        see(members(0, 4));
        pass(LIMIT - 0.5);
        see(members(0, 3));
        pass(LIMIT - 0.5);
        assertFalse(quorum.fenceDecides());
        pass(1);
        see(members(0, 2));
        assertFalse(quorum.isCutOff(), "two of three");
        see(members(0, 1));
        assertTrue(quorum.isCutOff(), "one of three");
    }

    @Test
    void whoIsCutOffStaysIt() {
        see(members(0, 3));
        see(members(0, 1));
        String why = quorum.whyCutOff();
        assertTrue(why.contains("1 of 3") && why.contains("2 are needed"), why);
        see(members(0, 3));
        pass(10 * LIMIT);
        assertEquals(why, quorum.whyCutOff());
    }

    /** With two members numbers say nothing, but the one that stood still knows that it was the one. */
    @Test
    void aMemberThatStoodStillAndIsAloneThenIsCutOff() {
        see(members(0, 2));
        pass(1);
        now += TimeUnit.SECONDS.toNanos(LIMIT + 2);
        quorum.sign(now);
        assertFalse(quorum.isCutOff(), "perhaps all stood still");
        pass(1);
        see(members(0, 1));
        assertTrue(quorum.isCutOff());
    }

    /** Of three numbers say who goes on; of two nobody knows, before the fence has said it. */
    @Test
    void whatNumbersDoNotSayIsForTheFenceToSettle() {
        see(members(0, 3));
        see(members(0, 2));
        assertEquals(List.of(), quorum.unsettled());
        pass(LIMIT + 1);
        assertEquals(List.of(), quorum.unsettled());
        see(members(0, 1));
        pass(LIMIT + 1);
        assertEquals(MEMBERS.subList(1, 2), quorum.unsettled());
        quorum.settled(MEMBERS.get(1));
        assertEquals(List.of(), quorum.unsettled());
    }

    /** A member that is slow to start has not stood still: nobody could give it up who had not seen it. */
    @Test
    void aStartThatTakesLongIsNoStandingStill() {
        now += TimeUnit.SECONDS.toNanos(2 * LIMIT);
        see(members(0, 3));
        pass(1);
        see(members(0, 2));
        assertFalse(quorum.isCutOff(), quorum::whyCutOff);
    }

    @Test
    void aMemberThatRunsAndIsAloneThenIsNotCutOff() {
        see(members(0, 2));
        pass(3 * LIMIT);
        see(members(0, 1));
        assertFalse(quorum.isCutOff(), quorum::whyCutOff);
        assertTrue(quorum.fenceDecides());
        assertEquals(1, quorum.losses());
    }

    /** A cluster of three that loses one while somebody begins to listen; whoever asks without listening gets the old list. */
    private static Cluster losingOneMeanwhile() throws UnknownHostException {
        List<Member> all = new ArrayList<>();
        for (UUID uuid : MEMBERS.subList(0, 3)) {
            Address address = new Address("127.0.0.1", 1 + all.size());
            all.add(new MemberImpl.Builder(address).uuid(uuid).version(MemberVersion.UNKNOWN).build());
        }
        Set<Member> left = Set.copyOf(all.subList(0, 2));
        return (Cluster) Proxy.newProxyInstance(Cluster.class.getClassLoader(), new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getMembers")) {
                        return Set.copyOf(all);
                    }
                    assertEquals("addMembershipListener", method.getName());
                    MembershipListener listener = (MembershipListener) arguments[0];
                    if (listener instanceof InitialMembershipListener initial) {
                        initial.init(new InitialMembershipEvent((Cluster) proxy, Set.copyOf(all)));
                    }
                    listener.memberRemoved(new MembershipEvent((Cluster) proxy, all.get(2),
                            MembershipEvent.MEMBER_REMOVED, left));
                    return new UUID(1, 1);
                });
    }

    @Test
    void whoGoesAwayWhileTheCountBeginsIsCounted() throws UnknownHostException {
        GridMember.count(losingOneMeanwhile(), quorum);
        assertEquals(1, quorum.losses());
    }
}
