package org.beliefgrid.yarn.master;

import java.time.Instant;
import java.util.Optional;
import org.beliefgrid.yarn.master.Containers.Given;
import org.beliefgrid.yarn.spec.MasterStatus;

/** What went wrong with members so far, and what follows from it for hosts and for the application. */
final class Failures {
    private static final int MEMORY_FAILURES = 2;

    private final FailureWindow window;
    private final NodeStrikes strikes = new NodeStrikes();
    private int ofMemory;
    private String fatal;

    Failures(FailureWindow window) {
        this.window = window;
    }

    /** A member's end; that of nobody's fault is not counted. */
    void add(long now, int slot, Given container, ExitCause cause, int exitStatus) {
        if (cause.kind() == ExitCause.Kind.NOT_OURS) {
            return;
        }
        window.add(now, new MasterStatus.Failure(Instant.now().toString(), slot, container.node(), exitStatus, cause.reason()));
        if (cause.kind() == ExitCause.Kind.MEMORY) {
            ofMemory++;
        } else {
            strikes.strike(now, container.host());
        }
        if (ofMemory >= MEMORY_FAILURES) {
            fatal = "members were larger than their containers %d times: %s".formatted(ofMemory, cause.reason());
        } else if (window.exhausted(now)) {
            fatal = "members failed more than %d times within an hour; the last, slot %d in %s on %s: %s".formatted(
                    window.allowed(), slot, container.id(), container.node(), cause.reason());
        }
    }

    /** Why the application cannot go on. */
    Optional<String> fatal() {
        return Optional.ofNullable(fatal);
    }

    /** See {@link NodeStrikes#change}. */
    NodeStrikes.Change change(long now, NodeStrikes.Need need) {
        return strikes.change(now, need);
    }

    MasterStatus.Failures status(long now) {
        return new MasterStatus.Failures(window.failures(now), window.allowed());
    }
}
