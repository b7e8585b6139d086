package org.beliefgrid.grid;

import java.util.List;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;

/** An algorithm that does what another one does, but for what a test changes. */
interface LearnsLike extends IterativeAlgorithm {
    /** The other one. */
    IterativeAlgorithm learner();

    @Override
    default String name() {
        return learner().name();
    }

    @Override
    default String stepSize() {
        return learner().stepSize();
    }

    @Override
    default int rounds() {
        return learner().rounds();
    }

    @Override
    default int roundsAnEpoch() {
        return learner().roundsAnEpoch();
    }

    @Override
    default int epochsARound() {
        return learner().epochsARound();
    }

    @Override
    default int epochs() {
        return learner().epochs();
    }

    @Override
    default boolean finished(State state, int rounds) {
        return learner().finished(state, rounds);
    }

    @Override
    default List<Section> layout() {
        return learner().layout();
    }

    @Override
    default List<String> statistics() {
        return learner().statistics();
    }

    @Override
    default List<Figure> figures(Mean mean, int round) {
        return learner().figures(mean, round);
    }

    @Override
    default List<Section> own() {
        return learner().own();
    }

    @Override
    default State start(State previous) {
        return learner().start(previous);
    }

    @Override
    default long weight(int cases, int labelled, int round) {
        return learner().weight(cases, labelled, round);
    }

    @Override
    default boolean takesPart(int cases, int labelled, int heldOut, int round) {
        return learner().takesPart(cases, labelled, heldOut, round);
    }

    @Override
    default ShardCases prepare(ShardCases cases, State state) {
        return learner().prepare(cases, state);
    }

    @Override
    default ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        return learner().shardEpoch(cases, start, place);
    }

    @Override
    default State afterAveraging(State state, Mean mean, int round) {
        return learner().afterAveraging(state, mean, round);
    }
}
