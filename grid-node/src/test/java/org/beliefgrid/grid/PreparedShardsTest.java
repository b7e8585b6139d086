package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.function.Predicate;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.ShardCases;
import org.junit.jupiter.api.Test;

class PreparedShardsTest {
    private static final Predicate<String> ALL_GO_ON = run -> true;
    private static final AlgorithmKey FIRST = new AlgorithmKey("run", 0);
    private static final AlgorithmKey SECOND = new AlgorithmKey("run", 1);
    private static final AlgorithmKey OTHER = new AlgorithmKey("other", 0);

    private final PreparedShards prepared = new PreparedShards();
    private int read;

    private ShardCases shard(AlgorithmKey key, Runnable meanwhile) {
        return prepared.shard(key, 3, () -> {
            read++;
            BinaryCases source = new BinaryCases(TestSeed.VALUE, 10, 2, 2, 10);
            return source.shard(new RowPlacement(1, source.cases(), 2), 0);
        }, loaded -> {
            meanwhile.run();
            return loaded;
        });
    }

    private void enter(AlgorithmKey key, Predicate<String> running) {
        prepared.algorithm(key, () -> new TroubledWalk(1, 0, TroubledWalk.NOBODY), running);
    }

    private static void nothing() {
    }

    @Test
    void aShardIsReadOnceAnAlgorithm() {
        enter(FIRST, ALL_GO_ON);
        ShardCases kept = shard(FIRST, PreparedShardsTest::nothing);
        assertSame(kept, shard(FIRST, PreparedShardsTest::nothing));
        enter(SECOND, ALL_GO_ON);
        assertNotSame(kept, shard(SECOND, PreparedShardsTest::nothing));
        assertEquals(2, read);
    }

    @Test
    void anotherRunKeepsItsShardsWhileItGoesOnAndNoLonger() {
        enter(OTHER, ALL_GO_ON);
        ShardCases kept = shard(OTHER, PreparedShardsTest::nothing);
        enter(FIRST, ALL_GO_ON);
        assertSame(kept, shard(OTHER, PreparedShardsTest::nothing));
        enter(SECOND, run -> !run.equals("other"));
        enter(OTHER, ALL_GO_ON);
        assertNotSame(kept, shard(OTHER, PreparedShardsTest::nothing));
    }

    /** A task may still prepare its shard when the run is given up. */
    @Test
    void aShardOfARunThatIsForgottenMeanwhileIsNotKept() {
        enter(FIRST, ALL_GO_ON);
        ShardCases late = shard(FIRST, () -> prepared.drop("run"));
        enter(FIRST, ALL_GO_ON);
        assertNotSame(late, shard(FIRST, PreparedShardsTest::nothing));
    }
}
