package org.beliefgrid.grid;

import org.beliefgrid.learning.RbmPretraining;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;

/**
 * Pre-training whose first shard can be held back in one round, so that this round can be caught in its middle.
 *
 * @param learner what learns
 * @param heldRound round, counted through the run, in which it waits between {@link TroubledWalk#hold} and
 *     {@link TroubledWalk#release}
 */
record HeldMachine(RbmPretraining learner, int heldRound) implements LearnsLike {
    static final int HELD_SHARD = 0;

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        if (place.round() == heldRound && place.shard() == HELD_SHARD) {
            TroubledWalk.awaitRelease();
        }
        return learner.shardEpoch(cases, start, place);
    }
}
