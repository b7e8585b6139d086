package org.beliefgrid.grid;

import java.util.List;
import java.util.concurrent.ExecutorService;
import org.beliefgrid.learning.IterativeAlgorithm;

/**
 * Removes what the rounds of a run leave in the grid. Whatever stays, because the driver or its member ends, goes with the run.
 */
final class Leftovers {
    /** Of weights that short rounds may leave in each member until they go by themselves. */
    private static final long MOST_BYTES_LEFT = 128L << 20;

    private final GridMaps maps;
    private final String run;
    private final StateStore states;
    private final ExecutorService carriers;

    Leftovers(GridMaps maps, String run, StateStore states, ExecutorService carriers) {
        this.maps = maps;
        this.run = run;
        this.states = states;
        this.carriers = carriers;
    }

    /** The updates of a round that has been averaged. */
    void removeUpdates(List<UpdateKey> updates) {
        updates.forEach(key -> maps.updates().deleteAsync(key));
    }

    /**
     * What shards kept for a round that has ended.
     *
     * @param last whether it was the algorithm's last round: then nobody needs what they kept for the next one
     */
    void removeOwn(RoundOf ended, int sections, int shards, boolean last) {
        for (int section = 0; section < sections; section++) {
            for (int shard = 0; shard < shards; shard++) {
                maps.own().deleteAsync(new OwnKey(run, ended.round(), shard, section));
                if (last) {
                    maps.own().deleteAsync(new OwnKey(run, ended.round() + 1, shard, section));
                }
            }
        }
    }

    /**
     * The state that the round before one that has ended started from.
     *
     * @param bytesPublished that rounds like this one leave published: a removal sends the values once more, so it is for many
     *     short rounds only
     */
    void removeStateBefore(RoundOf ended, IterativeAlgorithm algorithm, double bytesPublished) {
        if (ended.index() > 0) {
            RoundOf before = new RoundOf(ended.algorithm(), ended.firstRound(), ended.round() - 1);
            states.removeRound(before, algorithm.layout());
            if (bytesPublished > MOST_BYTES_LEFT) {
                states.removePublished(before, algorithm.layout(), carriers);
            }
        }
    }
}
