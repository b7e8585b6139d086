package org.beliefgrid.error;

/** A sound model file of a format version from before those that this build reads. An older build reads it. */
public class ModelTooOldException extends BadInputException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: file, found, expected */
    public ModelTooOldException(String message) {
        super(message);
    }
}
