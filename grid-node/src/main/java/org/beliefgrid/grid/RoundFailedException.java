package org.beliefgrid.grid;

/** A shard failed again and again on good members: the run cannot go on. */
final class RoundFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RoundFailedException(int shard, int attempts, Throwable last) {
        super("shard %d failed %d times, last: %s".formatted(shard, attempts, last), last);
    }
}
