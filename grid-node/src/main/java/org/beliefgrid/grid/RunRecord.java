package org.beliefgrid.grid;

import java.util.UUID;
import org.beliefgrid.model.TrainingPlan;

/**
 * Where a run stands. Small; replaced as a whole by compare-and-set, which is what makes a commit.
 *
 * @param name of the run
 * @param incarnation of the run, another one in each grid that it is brought into
 * @param dataset it learns from
 * @param plan training plan, as text
 * @param kernel OpenBLAS kernel that every member must have that learns for it, or {@link #ANY_KERNEL}
 * @param updateBits bits of a number of a shard's update in the sums that travel, of {@link TrainingPlan#updateBits}
 * @param algorithms how many algorithms it has
 * @param generation driver that may commit: each new driver raises it by one
 * @param algorithm index of the current algorithm
 * @param firstRound round at which that algorithm began
 * @param round next round, counted through the run
 * @param status how it goes
 * @param failure why it failed, one line; empty otherwise
 */
public record RunRecord(String name, String incarnation, String dataset, String plan, String kernel, int updateBits,
        int algorithms, long generation, int algorithm, int firstRound, int round, Status status, String failure) {
    /** Kernel of a run in which members may have different ones. */
    public static final String ANY_KERNEL = "";

    /** How a run goes. */
    public enum Status {
        /** Rounds are being done. */
        RUNNING,
        /** All rounds are done; the last state stands in the grid. */
        FINISHED,
        /** Parameters left the finite numbers. */
        DIVERGED,
        /** A member with another OpenBLAS kernel was to learn for it: whoever started one or the other acts. */
        REFUSED,
        /** It cannot go on. */
        FAILED
    }

    /**
     * The record of a run that begins.
     *
     * @param kernel OpenBLAS kernel that every member must have that learns for it, or {@link #ANY_KERNEL}
     * @param updateBits of the plan
     * @param algorithms number of its algorithms, at least 1
     */
    public static RunRecord first(String name, String dataset, String plan, String kernel, int updateBits,
            int algorithms) {
        return goingOn(name, dataset, plan, kernel, updateBits, algorithms, 0, new RoundOf(0, 0, 0));
    }

    /**
     * The record of a run that goes on in another grid.
     *
     * @param generation the last one that some driver had
     * @param place next round
     */
    public static RunRecord goingOn(String name, String dataset, String plan, String kernel, int updateBits, int algorithms,
            long generation, RoundOf place) {
        return new RunRecord(name, UUID.randomUUID().toString(), dataset, plan, kernel, updateBits, algorithms, generation,
                place.algorithm(), place.firstRound(), place.round(), Status.RUNNING, "");
    }

    /** Whether shards send increments, which fit into sums of 16 bits. */
    boolean narrow() {
        return updateBits == TrainingPlan.NARROW_UPDATES;
    }

    RoundOf place() {
        return new RoundOf(algorithm, firstRound, round);
    }

    /** The same run with a newer driver. */
    RunRecord nextGeneration() {
        return at(generation + 1, algorithm, firstRound, round, status, failure);
    }

    /** The same with the generation of another. */
    RunRecord ofGeneration(RunRecord other) {
        return at(other.generation, algorithm, firstRound, round, status, failure);
    }

    /** The same run after a round. */
    RunRecord nextRound() {
        return at(generation, algorithm, firstRound, round + 1, status, failure);
    }

    /** The same run at the start of its next algorithm. */
    RunRecord nextAlgorithm() {
        return at(generation, algorithm + 1, round, round, status, failure);
    }

    /** The same run at its end. */
    RunRecord ended(Status newStatus, String newFailure) {
        return at(generation, algorithm, firstRound, round, newStatus, newFailure);
    }

    private RunRecord at(long newGeneration, int newAlgorithm, int newFirstRound, int newRound, Status newStatus,
            String newFailure) {
        return new RunRecord(name, incarnation, dataset, plan, kernel, updateBits, algorithms, newGeneration, newAlgorithm,
                newFirstRound, newRound, newStatus, newFailure);
    }
}
