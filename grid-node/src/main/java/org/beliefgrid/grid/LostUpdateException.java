package org.beliefgrid.grid;

/** A shard has learned, but its update went away with a member: it learns once more. */
final class LostUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostUpdateException() {
        super("its update went away with a member");
    }
}
