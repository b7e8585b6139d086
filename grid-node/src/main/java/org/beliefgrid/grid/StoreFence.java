package org.beliefgrid.grid;

import java.io.IOException;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beliefgrid.store.RunStore;

/** The fence as files of the model store, each created by exactly one driver. */
record StoreFence(RunStore store) implements RunFence {
    @Override
    public Owner claim(String run, long generation, String incarnation) throws IOException {
        if (store.claim(run, generation, incarnation)) {
            return Owner.CALLER;
        }
        return store.isClaimedBy(run, generation, incarnation) ? Owner.SAME_GRID : Owner.OTHER_GRID;
    }

    /** By a mark of the two, which stays: nobody can know that the other will not look for it any more. */
    @Override
    public boolean goesOn(UUID member, UUID lost) throws IOException {
        String two = Stream.of(member, lost).map(UUID::toString).sorted().collect(Collectors.joining("-", "split-", ""));
        if (store.claim(two, 0, member.toString())) {
            return true;
        }
        boolean mine = store.isClaimedBy(two, 0, member.toString());
        if (mine && store.isClaimedBy(two, 0, lost.toString())) {
            throw new IOException("the mark in %s is not complete; if no member is writing it any more, remove the folder"
                    .formatted(store.of(two)));
        }
        return mine;
    }

    @Override
    public void release(String run) throws IOException {
        store.release(run);
    }
}
