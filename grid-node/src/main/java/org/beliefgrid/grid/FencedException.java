package org.beliefgrid.grid;

/** Another driver has taken over the run; this one must not commit. */
final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FencedException(RunRecord record) {
        super("run %s: generation %d has been superseded by another driver".formatted(record.name(), record.generation()));
    }
}
