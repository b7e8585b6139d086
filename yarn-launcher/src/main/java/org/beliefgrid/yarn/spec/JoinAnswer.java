package org.beliefgrid.yarn.spec;

import java.util.List;

/**
 * The answer to a {@link JoinRequest}, and to {@code GET /members}.
 *
 * @param order what the member has to do
 * @param members addresses of those in the grid; a member that is told to stay while there are none founds the grid
 */
public record JoinAnswer(Order order, List<String> members) {
    public JoinAnswer {
        members = List.copyOf(members);
    }

    /** What a member has to do. */
    public enum Order {
        /** Join, or go on. */
        STAY,
        /** Nobody is there to be joined yet, and another one founds the grid: ask again. */
        WAIT,
        /** Hand everything over to the others, then end. */
        LEAVE,
        /** Everything ends: end at once. */
        END,
        /** The slot belongs to another container: end at once. */
        GONE
    }
}
