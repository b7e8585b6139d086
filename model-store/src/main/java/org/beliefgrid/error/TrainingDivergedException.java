package org.beliefgrid.error;

/**
 * Learning left the finite numbers; the user acts, mostly by a smaller learning rate. The message names phase, epoch and
 * learning rate.
 */
public class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: phase, epoch, value, learning rate */
    public TrainingDivergedException(String message) {
        super(message);
    }
}
