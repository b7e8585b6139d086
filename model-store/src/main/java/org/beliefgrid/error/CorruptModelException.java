package org.beliefgrid.error;

/**
 * A model file that is missing, damaged, or no model file at all. A sound one of a format version that this build does not read
 * is an {@link OtherVersionException}.
 */
public class CorruptModelException extends BadInputException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: file, position, found, expected */
    public CorruptModelException(String message) {
        super(message);
    }

    /**
     * @param message one line: file, position, found, expected
     * @param cause what the file system or decoder said
     */
    public CorruptModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
