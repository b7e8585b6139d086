package org.beliefgrid.yarn.spec;

import java.util.List;

/**
 * The answer to a {@link JoinRequest}, and to {@code GET /members}.
 *
 * @param order what the member has to do
 * @param members addresses of all that have joined, the oldest first
 */
public record JoinAnswer(Order order, List<String> members) {
    public JoinAnswer {
        members = List.copyOf(members);
    }

    /** What a member has to do. */
    public enum Order {
        /** Stay or go on. */
        STAY,
        /** Nobody is there to be joined yet, and another one is to be first: ask again. */
        WAIT,
        /** Hand everything over and end well. */
        LEAVE,
        /** The slot belongs to another: end at once. */
        GONE
    }
}
