package org.beliefgrid.store;

/** What an exception says, on one line. */
final class OneLine {
    private OneLine() {
    }

    /** First line of the message; the exception's name if it has none. */
    static String of(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return message.strip().lines().findFirst().orElseThrow();
    }
}
