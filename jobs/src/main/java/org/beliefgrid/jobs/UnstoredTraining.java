package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.Model;

/** A training whose model is for the caller alone: nothing of it stays in the grid or in a store. */
public final class UnstoredTraining {
    private final HazelcastInstance grid;
    private final TrainRequest request;
    private final TrainSession session;

    /**
     * @param grid a member or a client
     * @param name of the run, while it lasts
     * @param watcher told of all that happens
     */
    public UnstoredTraining(HazelcastInstance grid, TrainRequest request, String name, Watcher watcher) {
        this.grid = grid;
        this.request = request;
        session = new TrainSession(grid, request, TrainTask.begin(name, 0), watcher);
    }

    /**
     * Trains.
     *
     * @throws java.util.concurrent.CancellationException after {@link #cancel}
     * @throws InvalidConfigException if the plan's algorithm trains no network
     * @throws IOException if data cannot be read
     */
    public Model run() throws IOException {
        try (session) {
            Learned learned = session.train(request.sources().training().isLocal() && !AllHere.areMembersOf(grid));
            session.saved();
            if (learned instanceof Model model) {
                return model;
            }
            throw new InvalidConfigException("algorithm must be one that trains a network, was %s".formatted(
                    learned.plan().algorithm().name()));
        }
    }

    /** Stops the training after the round that is running. */
    public void cancel() {
        session.cancel();
    }
}
