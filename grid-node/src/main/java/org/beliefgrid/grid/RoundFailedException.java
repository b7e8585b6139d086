package org.beliefgrid.grid;

/** A shard failed again and again on good members: the run cannot go on. */
final class RoundFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param extent how often or how long it failed */
    RoundFailedException(int shard, String extent, Throwable last) {
        super("shard %d failed %s, last: %s".formatted(shard, extent, last), last);
    }

    RoundFailedException(int shard, Throwable reason) {
        super("shard %d: %s".formatted(shard, reason.getMessage()), reason);
    }
}
