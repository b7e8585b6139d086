package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the model store which of two members that have lost sight of each other goes on. Drivers ask before they commit; for a
 * member without one, a thread of its own asks after a while, so that the two are settled before they meet again.
 */
final class SplitVerdict {
    private static final Logger LOGGER = LoggerFactory.getLogger(SplitVerdict.class);
    private static final long LOOK_MILLIS = 5_000;

    private final HazelcastInstance member;
    private final Quorum quorum;
    private final RunFence fence;

    SplitVerdict(HazelcastInstance member) {
        this.member = member;
        quorum = Quorum.of(member);
        fence = (RunFence) member.getUserContext().get(RunFence.CONTEXT_KEY);
    }

    /**
     * Asks about all that went away: any of them may have gone on, though a newcomer may be here in its place.
     *
     * @return whether this member goes on; it is cut off otherwise
     * @throws IOException if the store does not tell now
     */
    boolean goesOn() throws IOException {
        for (UUID lost : quorum.unsettled()) {
            // One that is cut off must not win over the other, or nobody goes on.
            if (!quorum.isCutOff() && fence != null && !fence.goesOn(self(), lost)) {
                giveUp(lost);
            }
            if (!quorum.isCutOff()) {
                quorum.settled(lost);
            }
        }
        return !quorum.isCutOff();
    }

    private UUID self() {
        return member.getLocalEndpoint().getUuid();
    }

    /** Who has joined this side knows nothing of the other: when this member ends, the mark of the two says that it is over. */
    private void giveUp(UUID lost) throws IOException {
        for (UUID present : quorum.present()) {
            if (!present.equals(self())) {
                fence.goesOn(self(), present);
            }
        }
        quorum.cutOff("member %s went away, and goes on instead of this one".formatted(lost));
    }

    /** Has a thread ask for those that no driver has asked about for some seconds. */
    void watch() {
        Thread watcher = new Thread(() -> {
            try {
                List<UUID> before = List.of();
                while (member.getLifecycleService().isRunning() && !quorum.isCutOff()) {
                    Thread.sleep(LOOK_MILLIS);
                    List<UUID> now = quorum.unsettled();
                    if (before.stream().anyMatch(now::contains)) {
                        ask();
                    }
                    before = now;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "beliefgrid-split");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void ask() {
        try {
            goesOn();
        } catch (IOException | RuntimeException e) {
            LOGGER.info("asked again later which of two members goes on: {}", e.toString());
        }
    }
}
