package org.beliefgrid.error;

/** No grid could be reached, or it went away for good; the operator of the grid acts. */
public class GridUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: which addresses, what happened */
    public GridUnavailableException(String message) {
        super(message);
    }

    /**
     * @param message one line: which addresses, what happened
     * @param cause what the grid said
     */
    public GridUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
