package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    private static final String STORE = "the store is away";

    private final HazelcastInstance member;
    private final String run;
    private final Quorum quorum;
    private final Patience patience;
    private final LongSupplier clock;
    private final DriverRounds rounds;
    private boolean storeAway;
    /** When the store failed first, if it is away. */
    private long storeAwaySince;
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
        this.clock = clock;
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
        boolean storeFailed = false;
        RuntimeException passing = null;
        if (!quorum.isCutOff()) {
            try {
                Step step = rounds.step();
                storeAway = false;
                return step;
            } catch (IOException e) {
                storeFailed = true;
                passing = new GridUnavailableException("no mark can be written in the store, so another driver may have the "
                        + "run: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                passing = e;
            }
        }
        requirePatience(passing, storeFailed);
        rounds.startOver();
        Thread.sleep(storeFailed ? STORE_PAUSE_MILLIS : PAUSE_MILLIS);
        return Step.NOTHING_YET;
    }

    /**
     * Goes on after something went wrong, unless that is of another kind, or takes too long.
     *
     * @param passing what went wrong; null if nothing was tried, because this member is cut off
     * @param storeFailed whether it was the store
     */
    private void requirePatience(RuntimeException passing, boolean storeFailed) {
        if (!member.getLifecycleService().isRunning()) {
            throw passing == null ? new HazelcastInstanceNotActiveException() : passing;
        }
        boolean tooLong = patience.isOver() || storeFailed && isStoreAwayTooLong();
        if (passing != null && (tooLong || !quorum.isCutOff() && !storeFailed && !PassingFailures.includes(passing))) {
            throw passing;
        }
        if (tooLong) {
            throw new GridUnavailableException("this member is cut off: " + quorum.whyCutOff());
        }
        if (passing != null) {
            sayOnce(storeFailed ? STORE : passing.toString(), passing);  // of the store every trial names another mark
        }
    }

    private void sayOnce(String what, RuntimeException passing) {
        if (!said.equals(what)) {
            said = what;
            LOGGER.warn("run {} goes on from its last commit: {}", run, passing.toString());
        }
    }

    /** A file system may take minutes to say that it is away: every trial counts, however long it took. */
    private boolean isStoreAwayTooLong() {
        long now = clock.getAsLong();
        if (!storeAway) {
            storeAway = true;
            storeAwaySince = now;
        }
        return now - storeAwaySince > TimeUnit.SECONDS.toNanos(patience.seconds());
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
