package org.beliefgrid.grid;

/** Blocks went away with more members than they have backups, and cannot be loaded again. Trying again does not help. */
final class LostBlocksException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostBlocksException(String dataset, String reason) {
        super("blocks of dataset %s are lost, more members went away than blocks have backups: %s".formatted(dataset, reason));
    }
}
