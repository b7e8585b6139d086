package org.beliefgrid.error;

/** A sound model file of a format version that came after those that this build reads. A newer build reads it. */
public class ModelTooNewException extends BadInputException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: file, found, expected */
    public ModelTooNewException(String message) {
        super(message);
    }
}
