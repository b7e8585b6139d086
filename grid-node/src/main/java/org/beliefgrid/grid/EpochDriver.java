package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.beliefgrid.error.GridUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the rounds of a run ({@link DriverRounds}) through whatever befalls the grid. It works in short steps, so that the job
 * around it can be stopped, and what goes wrong because members come and go, or because the store is away, is begun again from
 * the last commit, with patience. Another driver, on another member, goes on from there as well: one that lost its generation
 * cannot commit (architecture, rules 2, 3 and 5).
 */
public final class EpochDriver implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EpochDriver.class);
    /** After something passing went wrong, and while this member is cut off. */
    private static final long PAUSE_MILLIS = 100;
    /** After the store could not be written: each new trial is a new generation. */
    private static final long STORE_PAUSE_MILLIS = 500;

    private final HazelcastInstance member;
    private final String run;
    private final Quorum quorum;
    private final Patience patience;
    private final DriverRounds rounds;
    /** What was said last of what passes; empty after a commit. */
    private String said = "";
    /** What ended this driver, or null. */
    private Throwable failure;

    /**
     * @param member the member that this driver runs on
     * @param run name of a run whose record, algorithms and first state are in the grid
     */
    public EpochDriver(HazelcastInstance member, String run) {
        this(member, run, System::nanoTime);
    }

    /** @param clock by which it has patience */
    EpochDriver(HazelcastInstance member, String run, LongSupplier clock) {
        this.member = member;
        this.run = run;
        quorum = Quorum.of(member);
        patience = new Patience(quorum.limitNanos(), clock);
        rounds = new DriverRounds(member, run, this::committed);
    }

    /** What a step brought. */
    public enum Progress {
        /** More steps follow. */
        GOING_ON,
        /** The run has ended, one way or another; its record says how. */
        ENDED
    }

    /** A step's outcome: whether to go on, and the report of the round that it finished, if it did. */
    public record Step(Progress progress, Optional<RoundReport> report) {
        static final Step NOTHING_YET = new Step(Progress.GOING_ON, Optional.empty());
        static final Step END = new Step(Progress.ENDED, Optional.empty());
    }

    /**
     * Does a little of the work, within about a fifth of a second and an averaging. What goes wrong because members come and go
     * is begun again from the last commit, and so is what the store does not take; a driver whose member is cut off stands
     * still, until the member ends.
     *
     * @throws FencedException if another driver has taken over
     * @throws GridUnavailableException if the fence in the store cannot be written for minutes, or this member is cut off and
     *     does not end
     */
    public Step step() throws InterruptedException {
        try {
            return stepOrPause();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private Step stepOrPause() throws InterruptedException {
        boolean storeAway = false;
        RuntimeException passing = null;
        if (!quorum.isCutOff()) {
            try {
                return rounds.step();
            } catch (IOException e) {
                storeAway = true;
                passing = new GridUnavailableException("run %s: no mark can be written in the store, so another "
                        + "driver may have the run: %s".formatted(run, e.getMessage()), e);
            } catch (RuntimeException e) {
                passing = e;
            }
        }
        requirePatience(passing, storeAway || PassingFailures.includes(passing));
        rounds.startOver();
        Thread.sleep(storeAway ? STORE_PAUSE_MILLIS : PAUSE_MILLIS);
        return Step.NOTHING_YET;
    }

    /**
     * Goes on after something went wrong, unless that is of another kind, or takes too long.
     *
     * @param passing what went wrong; null if nothing was tried, because this member is cut off
     */
    private void requirePatience(RuntimeException passing, boolean passes) {
        if (!member.getLifecycleService().isRunning()) {
            throw passing == null ? new HazelcastInstanceNotActiveException() : passing;
        }
        boolean tooLong = patience.isOver();
        if (passing != null && (tooLong || !quorum.isCutOff() && !passes)) {
            throw passing;
        }
        if (tooLong) {
            throw new GridUnavailableException("this member is cut off: " + quorum.whyCutOff());
        }
        if (passing != null && !said.equals(passing.toString())) {
            said = passing.toString();
            LOGGER.warn("run {} goes on from its last commit: {}", run, said);
        }
    }

    private void committed() {
        patience.restart();
        said = "";
    }

    /** Stops the tasks of the round that is running; what they did so far is lost, nothing else. */
    @Override
    public void close() {
        rounds.close(failure);
    }
}
