package org.beliefgrid.yarn.master;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.yarn.master.Work.Outcome;
import org.beliefgrid.yarn.master.Work.Outcome.End;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.MasterState;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.MasterStatus.State;
import org.beliefgrid.yarn.spec.Spread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application does now: waits for its members, has the work done, and ends. Belongs to one thread; nothing here waits.
 */
final class Master {
    /** For work to end in good order. */
    static final long CANCEL_MILLIS = 15_000;
    /** For members to end when they are told. */
    static final long END_MILLIS = 8_000;
    /** Members that were in a lost grid find out, and end, within this time. */
    static final long AFTER_LOSS_MILLIS = 10_000;
    private static final int MOST_GRIDS_LOST = 3;
    private static final Logger LOGGER = LoggerFactory.getLogger(Master.class);

    private final Job job;
    private final ApplicationSpec spec;
    private final Fleet fleet;
    private final Work work;
    private final Consumer<MasterState> keep;
    private final LongSupplier clock;
    private final CompletableFuture<Outcome> finished = new CompletableFuture<>();
    private Consumer<Outcome> whenWorkEnds;
    private long allocatingSince;
    private long workNotBefore;
    private int gridsLost;
    private State state = State.ALLOCATING;
    private boolean started;
    private boolean working;
    private boolean ending;
    private Outcome outcome;
    private long stoppingSince;

    /**
     * What the master is about.
     *
     * @param spec as submitted
     * @param application its id
     * @param attempt of the application, from 1
     * @param startedBefore whether an earlier attempt has written that it starts the work
     * @param deadline milliseconds of the clock when {@code --timeout} is over
     */
    record Job(ApplicationSpec spec, String application, int attempt, boolean startedBefore, long deadline) {
        /** An earlier attempt may have started the work and have died before it could write so. */
        boolean mayHaveStarted() {
            return startedBefore || attempt > 1;
        }
    }

    /**
     * At the beginning of an attempt.
     *
     * @param keep writes what the next attempt has to know; returns at once
     */
    Master(Job job, Fleet fleet, Work work, Consumer<MasterState> keep, LongSupplier clock) {
        this.job = job;
        this.spec = job.spec();
        this.fleet = fleet;
        this.work = work;
        this.keep = keep;
        this.clock = clock;
        started = job.startedBefore();
        allocatingSince = clock.getAsLong();
    }

    /** Done when all members are gone and only YARN has to be told. */
    CompletableFuture<Outcome> finished() {
        return finished;
    }

    /** To be called about twice a second. */
    void tick() {
        fleet.tick();
        long now = clock.getAsLong();
        switch (state) {
            case ALLOCATING -> {
                if (!endsEarly(now)) {
                    awaitMembers(now);
                }
            }
            case RUNNING -> endsEarly(now);
            case STOPPING -> goOnStopping(now);
            default -> { }
        }
    }

    private boolean endsEarly(long now) {
        Optional<String> fatal = fleet.fatal();
        if (fatal.isPresent()) {
            stop(new Outcome(End.FAILED, fatal.get()));
        } else if (now >= job.deadline()) {
            stop(new Outcome(End.KILLED, "stopped after --timeout of %d s".formatted(spec.times().wholeSeconds())));
        }
        return state == State.STOPPING;
    }

    private void awaitMembers(long now) {
        boolean late = now - allocatingSince >= spec.times().allocationSeconds() * 1000L;
        if (now < workNotBefore) {
            return;
        }
        if (fleet.isComplete() || late && fleet.members() >= least() || goesOn()) {
            LOGGER.info("{} of {} members are there", fleet.members(), fleet.wanted());
            boolean again = started || job.mayHaveStarted();
            state = State.RUNNING;
            started = true;
            working = true;
            keep.accept(new MasterState(fleet.wanted(), true));
            work.start(fleet.addresses(), again, whenWorkEnds);
        } else if (late && !fleet.awaitsAdopted()) {
            stop(new Outcome(End.FAILED, diagnosis()));
        }
    }

    /** Whoever has been told to leave is not missed. */
    private int least() {
        return Math.min(spec.members().least(), fleet.wanted());
    }

    /**
     * A missing member does not hold up what an earlier attempt has started: that attempt would not have minded, either. Fewer
     * than memory is planned for do, as the data may not have been loaded yet.
     */
    private boolean goesOn() {
        return job.startedBefore() && gridsLost == 0 && fleet.goesOn() && fleet.members() >= spec.members().fewest();
    }

    private String diagnosis() {
        String apart = spec.members().spread() == Spread.STRICT ? "; --spread strict asks for a node for each of them" : "";
        return "%d of %d %s of %d s, at least %d are needed: %s%s".formatted(fleet.members(), fleet.wanted(),
                MasterStatus.TOO_FEW_IN_TIME, spec.times().allocationSeconds(), least(), fleet.missing(), apart);
    }

    /**
     * To be called once, before the first tick.
     *
     * @param listener is told on a thread of the work's, and has {@link #workEnded} told on the master's own
     */
    void whenWorkEnds(Consumer<Outcome> listener) {
        whenWorkEnds = listener;
    }

    /** On the master's thread, when the work has ended. */
    void workEnded(Outcome how) {
        working = false;
        if (state != State.STOPPING && how.end() == End.GRID_LOST && gridsLost < MOST_GRIDS_LOST) {
            gridsLost++;
            LOGGER.warn("the grid was lost, going on with the run in the next one: {}", how.text());
            state = State.ALLOCATING;
            allocatingSince = clock.getAsLong();
            workNotBefore = allocatingSince + AFTER_LOSS_MILLIS;
        } else if (state != State.STOPPING) {
            stop(how.end() == End.GRID_LOST ? new Outcome(End.FAILED, how.text()) : how);
        } else if (outcome.end() == End.KILLED && how.end() != End.FAILED && how.end() != End.GRID_LOST) {
            outcome = new Outcome(how.end() == End.SUCCEEDED && spec.trains() ? how.end() : outcome.end(),
                    outcome.text() + "; " + how.text());
        }
    }

    /** As somebody asked. */
    void stop(boolean kill, String reason) {
        if (state == State.ALLOCATING || state == State.RUNNING) {
            boolean well = !kill && !spec.trains() && state == State.RUNNING;
            stop(new Outcome(well ? End.SUCCEEDED : End.KILLED, reason.isEmpty() ? "stopped as asked" : reason));
        }
    }

    private void stop(Outcome how) {
        LOGGER.info("ending: {}", how);
        state = State.STOPPING;
        outcome = how;
        stoppingSince = clock.getAsLong();
        if (working) {
            work.cancel();
        }
    }

    private void goOnStopping(long now) {
        if (!ending && (!working || now - stoppingSince > CANCEL_MILLIS)) {
            ending = true;
            stoppingSince = now;
            fleet.end();
        }
        if (!ending) {
            return;
        }
        if (fleet.isGone()) {
            finish();
        } else if (now - stoppingSince > END_MILLIS) {
            fleet.stopRest();
            finish();
        }
    }

    private void finish() {
        state = switch (outcome.end()) {
            case SUCCEEDED -> State.SUCCEEDED;
            case FAILED, GRID_LOST -> State.FAILED;
            case KILLED -> State.KILLED;
        };
        finished.complete(outcome);
    }

    void scale(int members) {
        if (members < 1 || members > ApplicationSpec.MOST_MEMBERS) {
            throw new IllegalArgumentException("members must be in 1 to %d, was %d".formatted(ApplicationSpec.MOST_MEMBERS,
                    members));
        }
        requireRoom(members);
        if (state == State.STOPPING) {
            throw new IllegalArgumentException("the application is ending");
        }
        LOGGER.info("{} members are wanted from now on", members);
        fleet.scale(members);
        keep.accept(new MasterState(members, started));
    }

    /** A grid alone holds what its clients bring; a training's data are known, and containers are as large as they need. */
    private void requireRoom(int members) {
        int fewest = spec.members().fewest();
        if (spec.trains() && members < fewest) {
            throw new IllegalArgumentException(("members must be at least %d, was %d: the memory of each is planned for a "
                    + "training on %d, fewer could not hold it").formatted(fewest, members, fewest));
        }
    }

    /** Of everything; from any thread. */
    double progress() {
        return work.progress().fraction();
    }

    /** Content of the work's live page, if it has one; from any thread. */
    Optional<PageSource> page() {
        return work.page();
    }

    MasterStatus status() {
        String text = outcome != null ? outcome.text() : state == State.ALLOCATING ? fleet.missing() : "";
        return new MasterStatus(job.application(), spec.name(), job.attempt(), state, work.progress(),
                new MasterStatus.Members(fleet.wanted(), fleet.status()), fleet.failures(), text);
    }
}
