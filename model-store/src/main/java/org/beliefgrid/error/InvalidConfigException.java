package org.beliefgrid.error;

/** A setting that is not allowed; the user acts. The message is one line: where, which setting, found, allowed. */
public class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: where, which setting, found, allowed */
    public InvalidConfigException(String message) {
        super(message);
    }
}
