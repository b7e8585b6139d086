package org.beliefgrid.grid;

/** A block of a shard is not in the grid. */
final class MissingBlockException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    MissingBlockException(BlockKey key) {
        super("block " + key + " is not in the grid");
    }
}
