package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import org.beliefgrid.grid.RunFence.Owner;

/**
 * What lets a driver commit: a generation of the run that is the newest in the grid and is claimed in the model store. After a
 * member went away without a word it is claimed anew, because the other side may have a driver, too. Of two members the store
 * says first which one goes on: a side goes on with all runs or with none.
 */
final class RunClaim {
    /** A driver that is gone may have left claims that its grid did not get to know. */
    private static final int MOST_CLAIMS = 20;

    private final HazelcastInstance member;
    private final GridMaps maps;
    private final String run;
    private final Quorum quorum;
    private final SplitVerdict verdict;
    /** The last generation that this driver tried to make its own, or -1. */
    private volatile long generation = -1;
    /** The last generation that became this driver's own in the store, or -1. */
    private volatile long owned = -1;
    private long lossesBefore;

    RunClaim(HazelcastInstance member, String run) {
        this.member = member;
        this.run = run;
        maps = new GridMaps(member);
        quorum = Quorum.of(member);
        verdict = new SplitVerdict(member);
    }

    /**
     * Makes this driver the one that may commit: with a generation higher than any that the grid or the model store knows.
     *
     * @return the record with it
     * @throws FencedException if another driver has taken over, in this grid or outside of it
     */
    RunRecord take() throws IOException {
        RunFence fence = (RunFence) member.getUserContext().get(RunFence.CONTEXT_KEY);
        for (int claims = 0; claims < MOST_CLAIMS; claims++) {
            lossesBefore = quorum.losses();
            if (!verdict.goesOn()) {
                throw fenced(record());
            }
            RunRecord mine = raiseGeneration();
            Owner owner = fence == null ? Owner.CALLER : fence.claim(run, mine.generation(), mine.incarnation());
            if (owner == Owner.CALLER) {
                owned = fence == null ? owned : mine.generation();
                return mine;
            }
            if (owner == Owner.OTHER_GRID) {
                throw fenced(mine);
            }
        }
        throw fenced(record());
    }

    /** This driver has not become what it tried to become. */
    private FencedException fenced(RunRecord tried) {
        generation = owned;
        return new FencedException(tried);
    }

    private RunRecord raiseGeneration() {
        while (true) {  // until this driver's generation is in: an older one may commit a round meanwhile
            RunRecord found = record();
            RunRecord mine = found.nextGeneration();
            generation = mine.generation();
            if (maps.runs().replace(run, found, mine)) {
                return mine;
            }
        }
    }

    /**
     * The run's record in the grid.
     *
     * @throws FencedException if another driver has taken over from this one
     */
    RunRecord record() {
        RunRecord found = Required.value(maps.runs().get(run), "run " + run);
        // One less, if the generation that this driver tried last did not get into the grid.
        if (generation >= 0 && found.generation() != generation && found.generation() != generation - 1) {
            throw new FencedException(found);
        }
        return found;
    }

    /**
     * The generation that this driver tried last to make its own, which it was but for the moment in which that fails; or -1.
     */
    long generation() {
        return generation;
    }

    /** The last generation that this driver owns in the store; -1 if none. */
    long owned() {
        return owned;
    }

    /** Whether a member went away since the claim, or so many left since one did that numbers say nothing any more. */
    boolean isDoubtful() {
        return quorum.losses() != lossesBefore || !quorum.unsettled().isEmpty();
    }
}
