package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every byte that a member of the round sent counts once, whoever's shards it had and whenever it started. */
class TrafficTest {
    private static final String OWN = "127.0.0.1:5701";
    private static final String OTHER = "127.0.0.1:5702";

    private long own = 100;
    private final Traffic traffic = new Traffic(OWN, () -> own);

    private static ShardAnswer answer(String member, long before, long after) {
        return new ShardAnswer(new float[0], member, member, 1, before, after);
    }

    @Test
    void theDriversMemberCountsWithoutAShard() {
        own = 130;
        assertEquals(30, traffic.sinceLast(List.of()));
        assertEquals(0, traffic.sinceLast(List.of()));
    }

    @Test
    void tasksThatOverlapCountOnce() {
        assertEquals(70, traffic.sinceLast(List.of(answer(OTHER, 1000, 1050), answer(OTHER, 1010, 1070))));
    }

    @Test
    void whatIsSentBetweenTwoRoundsCountsInTheSecond() {
        traffic.sinceLast(List.of(answer(OTHER, 1000, 1050)));
        assertEquals(450, traffic.sinceLast(List.of(answer(OTHER, 1400, 1500))));
    }

    @Test
    void aMemberThatStartedAgainCountsFromItsStart() {
        traffic.sinceLast(List.of(answer(OTHER, 1000, 1050)));
        assertEquals(20, traffic.sinceLast(List.of(answer(OTHER, 5, 20))));
    }

    @Test
    void theOwnCountIsNotBehindItsShardsAnswers() {
        own = 150;
        assertEquals(50, traffic.sinceLast(List.of(answer(OWN, 110, 140))));
        own = 150;
        assertEquals(20, traffic.sinceLast(List.of(answer(OWN, 150, 170))));
    }
}
