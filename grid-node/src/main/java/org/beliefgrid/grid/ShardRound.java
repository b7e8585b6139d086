package org.beliefgrid.grid;

import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.grid.RoundMean.Divergence;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.State;

/**
 * A round as its driver sees it: which shards take part in it, with what weight, and how it is told.
 *
 * @param run name of the run
 * @param algorithm the current one
 * @param dataset what it learns from, with the shards' homes of now
 * @param place of the round
 */
record ShardRound(String run, IterativeAlgorithm algorithm, Dataset dataset, RoundOf place) {
    IntStream participants() {
        return IntStream.range(0, dataset.shards()).filter(shard -> algorithm.takesPart(dataset.cases()[shard],
                dataset.labelled()[shard], dataset.heldOut()[shard], place.index()));
    }

    /** Cases that all shards together learn from. */
    long totalWeight() {
        return participants().mapToLong(shard -> algorithm.weight(dataset.cases()[shard], dataset.labelled()[shard],
                place.index())).sum();
    }

    UpdateKey updateKey(int shard) {
        return new UpdateKey(run, place.round(), shard, dataset.homes()[shard]);
    }

    List<UpdateKey> updateKeys() {
        return participants().mapToObj(this::updateKey).toList();
    }

    /** Epoch of the round, counted from 1; the last one of a round that takes several. */
    int epoch() {
        int before = algorithm.epoch(place.index());
        return Math.max(before + 1, Math.min(algorithm.epochs(), before + algorithm.epochsARound()));
    }

    String inEpoch(String what) {
        return "%s epoch %d: %s".formatted(algorithm.name(), epoch(), what);
    }

    /** @param start the state that the round started from, where updates are increments on it; else null */
    String inEpoch(Divergence divergence, State start) {
        int place = divergence.place();
        float value = divergence.value();
        String where = "statistic";
        for (Section section : algorithm.layout()) {
            if (section.role().averaged()) {
                if (place < section.length()) {
                    where = section.name();
                    value += start == null ? 0 : start.get(where)[place];
                    break;
                }
                place -= section.length();
            }
        }
        return inEpoch("%s[%d] is %s in shard %d; %s".formatted(where, place, value, divergence.shard(), algorithm.stepSize()));
    }

    /**
     * What the round brought.
     *
     * @param last whether it was the algorithm's last one
     * @param work what it took
     */
    RoundReport report(Mean mean, boolean last, RoundWork work) {
        boolean endsEpoch = last || (place.index() + 1) % algorithm.roundsAnEpoch() == 0;
        RoundStage stage = new RoundStage(place.round(), algorithm.name(), algorithm.trainedLayer(), epoch(),
                algorithm.epochs(), endsEpoch);
        return new RoundReport(stage, algorithm.figures(mean, place.index()), work);
    }

    /** Cases that the round learned from: none if it only looked. */
    long casesLearned(Mean mean) {
        return epoch() > algorithm.epochs() ? 0 : mean.cases();
    }
}
