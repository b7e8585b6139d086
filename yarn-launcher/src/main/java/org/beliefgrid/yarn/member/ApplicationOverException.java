package org.beliefgrid.yarn.member;

import java.io.IOException;

/** The application has ended, and tidied up: nobody will answer any more. */
final class ApplicationOverException extends IOException {
    private static final long serialVersionUID = 1;

    ApplicationOverException(String message) {
        super(message);
    }
}
