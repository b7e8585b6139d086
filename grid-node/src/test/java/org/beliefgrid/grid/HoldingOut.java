package org.beliefgrid.grid;

import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;

/**
 * Fine-tuning in which every shard holds out the cases at its end.
 *
 * @param learner what learns from the others
 * @param share of the cases that are held out, as 1 in so many
 */
record HoldingOut(BackPropagation learner, int share) implements LearnsLike {
    /** A shard's cases, the last of them held out. */
    ShardCases heldOut(ShardCases cases) {
        return cases.withHeldOut(cases.all() / share);
    }

    /** The driver counts all cases as those to learn from: it does not know what is held out here. */
    @Override
    public boolean takesPart(int cases, int labelled, int heldOut, int round) {
        return learner.takesPart(cases, labelled, Math.max(heldOut, cases / share), round);
    }

    @Override
    public ShardCases prepare(ShardCases cases, State state) {
        return learner.prepare(heldOut(cases), state);
    }
}
