package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many members there must be, as this one counts them, so that it can be sure to be on the side of a split cluster that
 * goes on (docs/adr/016). Those that count are the ones that are there and the ones that went away without a word; of three or
 * more of them half plus one must be there. A member that leaves in good order stops counting, one that joins counts, first in
 * the place of one that went away. Those that went away stop counting when the others, a quorum, have lost nobody more for as
 * long as a heartbeat may be missing. Of two members one is enough: the fence in the model store decides between them.
 *
 * <p>A member that sees fewer, or that stood still for so long that the others gave it up, is <em>cut off</em>, and stays it
 * until its instance is started again.
 */
public final class Quorum {
    static final String CONTEXT_KEY = "beliefgrid.quorum";
    private static final Logger LOGGER = LoggerFactory.getLogger(Quorum.class);
    private static final int LEAST_WITH_QUORUM = 3;

    private final long limitNanos;
    private final Set<UUID> present = new HashSet<>();
    private final Set<UUID> leaving = new HashSet<>();
    /** Those that went away and perhaps go on elsewhere, without this one. */
    private final Set<UUID> unsettled = new LinkedHashSet<>();
    private int goneAway;
    private long losses;
    private long lastLoss;
    private long lastSign;
    private boolean stoodStill;
    private long stoodStillAt;
    private String cutOff = "";

    /** @param limitSeconds for which a member may be silent before others give it up */
    Quorum(long limitSeconds) {
        limitNanos = TimeUnit.SECONDS.toNanos(limitSeconds);
    }

    /** The count of a member that {@link GridMember} started. */
    public static Quorum of(HazelcastInstance member) {
        return (Quorum) member.getUserContext().get(CONTEXT_KEY);
    }

    /**
     * Takes note of who is there.
     *
     * @param now {@link System#nanoTime}
     */
    synchronized void see(Set<UUID> members, long now) {
        sign(now);
        Set<UUID> gone = new HashSet<>(present);
        gone.removeAll(members);
        for (UUID member : gone) {
            present.remove(member);
            if (!leaving.remove(member)) {
                goneAway++;
                unsettled.add(member);
                losses++;
                lastLoss = now;
            }
        }
        if (!gone.isEmpty()) {
            judge(now);
        }
        unsettled.removeAll(members);
        for (UUID member : members) {
            if (present.add(member) && goneAway > 0 && cutOff.isEmpty()) {
                goneAway--;
            }
        }
    }

    private void judge(long now) {
        int counted = present.size() + goneAway;
        if (counted >= LEAST_WITH_QUORUM && present.size() < counted / 2 + 1) {
            cutOff("it sees %d of %d members, %d are needed".formatted(present.size(), counted, counted / 2 + 1));
        } else if (goneAway > 0 && stoodStill && now - stoodStillAt < 2 * limitNanos && now - lastLoss < 2 * limitNanos) {
            cutOff("it stood still for longer than the heartbeat limit of %d s, and the others gave it up".formatted(
                    TimeUnit.NANOSECONDS.toSeconds(limitNanos)));
        }
    }

    /** Says that this member runs; a gap between two signs longer than the heartbeat limit is the time that it stood still. */
    synchronized void sign(long now) {
        // Before it has seen itself it has not started, which may take long: nobody could give it up.
        if (!present.isEmpty() && now - lastSign > limitNanos) {
            stoodStill = true;
            stoodStillAt = now;
        }
        lastSign = now;
        if (goneAway > 0 && cutOff.isEmpty() && now - lastLoss > limitNanos) {
            LOGGER.info("{} members count from now on; {} went away", present.size(), goneAway);
            if (!fenceDecides()) {
                unsettled.clear();  // so few they were that they are cut off
            }
            goneAway = 0;
        }
    }

    /** Takes note that a member is about to leave in good order. */
    synchronized void leaves(UUID member) {
        leaving.add(member);
    }

    /** Decides that this member is not on the side that goes on. */
    synchronized void cutOff(String why) {
        if (cutOff.isEmpty()) {
            cutOff = why;
            LOGGER.warn("this member is cut off: {}", why);
        }
    }

    /** Why this member is cut off, one line; empty if it is not. */
    public synchronized String whyCutOff() {
        return cutOff;
    }

    boolean isCutOff() {
        return !whyCutOff().isEmpty();
    }

    /** How many members have gone away without a word so far. */
    synchronized long losses() {
        return losses;
    }

    /** Those that went away without a word and may go on as well, by their numbers: only the fence can tell who does. */
    synchronized List<UUID> unsettled() {
        return fenceDecides() ? List.copyOf(unsettled) : List.of();
    }

    /** Those that are there, this one too. */
    synchronized List<UUID> present() {
        return List.copyOf(present);
    }

    /** Takes note that this member goes on, and not one that went away. */
    synchronized void settled(UUID lost) {
        unsettled.remove(lost);
    }

    /** For how long a member may be silent before others give it up. */
    long limitNanos() {
        return limitNanos;
    }

    /** Whether so few members count that only the fence can decide between two sides. */
    synchronized boolean fenceDecides() {
        return present.size() + goneAway < LEAST_WITH_QUORUM;
    }
}
