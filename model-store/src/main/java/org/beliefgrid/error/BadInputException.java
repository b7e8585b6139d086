package org.beliefgrid.error;

import java.io.IOException;

/**
 * Input data that cannot be used as it is: missing, damaged, or not what it is said to be. The owner of the data acts. The
 * message is one line that names the file, the position, what was found and what was expected.
 */
public class BadInputException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: file, position, found, expected */
    public BadInputException(String message) {
        super(message);
    }

    /**
     * @param message one line: file, position, found, expected
     * @param cause what the file system or decoder said
     */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
