package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.StoredTraining.LastRound;
import org.beliefgrid.store.RunStore;

/** What is said of a training that did not come to its end: what there is of it, and how to go on. */
final class TrainAdvice {
    private final PrintWriter out;
    private final StoreOptions store;
    private final GridOptions grid;
    private final boolean launched;

    /** @param launched whether the training was brought up by a launcher, which then goes on with it, too */
    TrainAdvice(PrintWriter out, StoreOptions store, GridOptions grid, boolean launched) {
        this.out = out;
        this.store = store;
        this.grid = grid;
        this.launched = launched;
    }

    /** How to go on with a run that did not come to its end. */
    void toResume(StoredTraining training, String run) {
        if (!training.resumable()) {
            return;
        }
        boolean here;
        try {
            here = RunStore.at(store.location()).find(run).isPresent();
        } catch (IOException e) {
            here = false;
        }
        if (here) {
            String command = launched ? "yarn submit -- train" : "train";
            out.println("to go on: ./beliefgrid " + command + " --resume " + run + store.asGiven());
        } else if (grid.standing()) {
            out.println("to go on: ./beliefgrid train --resume " + run + " --store URI, with the store of the members");
        }
        out.flush();
    }

    /** The rounds that were done before it was stopped. */
    void tellLastRound(StoredTraining training) {
        if (training.lastRound().isPresent()) {
            LastRound last = training.lastRound().get();
            out.printf("stopped; the %d rounds that were done are kept as %s: %s%n", last.rounds(), last.saved(),
                    last.saved().file());
        } else {
            out.println("stopped before the first round was done");
        }
        out.flush();
    }
}
