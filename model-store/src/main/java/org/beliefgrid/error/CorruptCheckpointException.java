package org.beliefgrid.error;

/** A checkpoint of a run that is damaged: a byte is missing, added or another. An older one may be whole. */
public class CorruptCheckpointException extends BadInputException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: file, position, found, expected */
    public CorruptCheckpointException(String message) {
        super(message);
    }

    /**
     * @param message one line: file, position, found, expected
     * @param cause what the decoder said
     */
    public CorruptCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
