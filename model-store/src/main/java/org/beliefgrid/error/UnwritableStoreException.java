package org.beliefgrid.error;

import java.io.IOException;

/** The model store cannot be written: its disk is full, or nobody may write there. Whoever looks after the store acts. */
public class UnwritableStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one line: which file, why it cannot be written
     * @param cause what the file system said
     */
    public UnwritableStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
