package org.beliefgrid.yarn.master;

import org.apache.hadoop.yarn.api.records.ContainerExitStatus;
import org.beliefgrid.yarn.spec.MemberExit;

/**
 * Why a member's container ended.
 *
 * @param kind what follows from it
 * @param reason in words, one line
 */
record ExitCause(Kind kind, String reason) {
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;
    private static final String RAISE = "raise --memory, or give the plan fewer or smaller shards on a member (more --members)";

    /** What follows from an end. */
    enum Kind {
        /** The cluster's doing: the slot is filled again, and nothing counts. */
        NOT_OURS,
        /** Counts as a failure, and as a strike against the node. */
        FAILURE,
        /** Counts as a failure; the same size will not do the next time either. */
        MEMORY
    }

    /**
     * Tells by the exit status.
     *
     * @param status as YARN reports it
     * @param warning what the member said of its memory before, or empty
     */
    static ExitCause of(int status, String warning) {
        return switch (status) {
            case ContainerExitStatus.PREEMPTED -> notOurs("YARN took the container for another queue");
            case ContainerExitStatus.ABORTED -> notOurs("the node was lost, or YARN released the container");
            case ContainerExitStatus.DISKS_FAILED -> notOurs("the node's disks failed");
            case ContainerExitStatus.KILLED_BY_RESOURCEMANAGER, ContainerExitStatus.KILLED_BY_APPMASTER,
                    ContainerExitStatus.KILLED_AFTER_APP_COMPLETION -> notOurs("YARN ended the container");
            case ContainerExitStatus.KILLED_EXCEEDED_PMEM -> memory("YARN ended the container, which was larger than its "
                    + "memory: "
                    + RAISE, warning);
            case ContainerExitStatus.KILLED_EXCEEDED_VMEM -> memory("YARN ended the container, which was larger than its "
                    + "virtual memory: set yarn.nodemanager.vmem-check-enabled to false, or " + RAISE, warning);
            case MemberExit.TOO_LARGE -> memory("the member ended before YARN would have: " + RAISE, warning);
            case MemberExit.CUT_OFF -> notOurs("the member was cut off from the grid, which went on without it");
            case ContainerExitStatus.INVALID -> failure("the container did not start");
            case KILLED -> failure("the process was killed (exit code 137)");
            case TERMINATED -> failure("the process was asked to end (exit code 143)");
            case 0 -> failure("the member left by itself");
            default -> failure("exit code " + status);
        };
    }

    /** Whether it was YARN's own doing: no log says more of it, and the node may not be there to be asked. */
    static boolean isOfYarn(int status) {
        return status < 0 && of(status, "").kind() == Kind.NOT_OURS;
    }

    private static ExitCause notOurs(String reason) {
        return new ExitCause(Kind.NOT_OURS, reason);
    }

    private static ExitCause failure(String reason) {
        return new ExitCause(Kind.FAILURE, reason);
    }

    private static ExitCause memory(String reason, String warning) {
        return new ExitCause(Kind.MEMORY, warning.isEmpty() ? reason : reason + "; it said: " + warning);
    }
}
