package org.beliefgrid.yarn.spec;

import java.util.List;

/**
 * What the application master knows ({@code GET /status}).
 *
 * @param application its id
 * @param name as submitted
 * @param attempt of the application, from 1
 * @param state of the application master
 * @param training how far it is
 * @param members by slot
 * @param failures that the failure window holds now
 * @param diagnostics what there is to say about state; the result or the reason at the end
 */
public record MasterStatus(String application, String name, int attempt, State state, Training training, Members members,
                           Failures failures, String diagnostics) {
    /** In the diagnostics of an application that failed because not enough members were there in time. */
    public static final String TOO_FEW_IN_TIME = "members came within --allocation-timeout";

    /** From the first container to the end. */
    public enum State {
        /** Members are asked for. */
        ALLOCATING,
        /** Enough members are there: the command runs, or the grid is up. */
        RUNNING,
        /** Members are asked to leave. */
        STOPPING,
        SUCCEEDED, FAILED, KILLED
    }

    /**
     * How far the training is.
     *
     * @param phase what is trained now, such as {@code layer 1}; empty before
     * @param epoch that was done last in this phase
     * @param epochs of this phase, 0 before
     * @param figures of that epoch, such as an error, as text
     * @param fraction of everything, 0 to 1
     * @param lines that the command in the grid printed last
     */
    public record Training(String phase, int epoch, int epochs, String figures, double fraction, List<String> lines) {
        /** Nothing is trained, or not yet. */
        public static final Training NONE = new Training("", 0, 0, "", 0, List.of());

        public Training {
            lines = List.copyOf(lines);
        }
    }

    /**
     * The members' places.
     *
     * @param wanted as submitted or scaled
     * @param slots by number, retired ones too
     */
    public record Members(int wanted, List<Slot> slots) {
        public Members {
            slots = List.copyOf(slots);
        }
    }

    /**
     * One member's place.
     *
     * @param slot its number, from 0
     * @param state such as {@code running}
     * @param container that it has now, or had last; empty before the first
     * @param node of that container, host:port
     * @param address of the member in the grid, empty before it joined
     * @param logs address of the container's log pages
     * @param incarnation how many containers the slot has had
     * @param residentMb of the member, as it said last; 0 before
     * @param metrics address of the member's page of metrics; empty if it has none
     * @param warning of the member about its memory, or empty
     * @param lastFailure why the last one ended, or empty
     */
    public record Slot(int slot, String state, String container, String node, String address, String logs, int incarnation,
                       int residentMb, String metrics, String warning, String lastFailure) {
    }

    /**
     * What went wrong with members lately.
     *
     * @param counted the oldest first
     * @param allowed beyond which the application fails
     */
    public record Failures(List<Failure> counted, int allowed) {
        public Failures {
            counted = List.copyOf(counted);
        }
    }

    /**
     * A failure that counts.
     *
     * @param time of day, ISO 8601
     * @param slot whose container ended
     * @param node it was on
     * @param exitStatus as YARN reports it
     * @param reason in words
     */
    public record Failure(String time, int slot, String node, int exitStatus, String reason) {
    }
}
