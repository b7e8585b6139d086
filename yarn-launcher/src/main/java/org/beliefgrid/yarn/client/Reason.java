package org.beliefgrid.yarn.client;

/** What an exception of Hadoop's says, in one line. */
final class Reason {
    private Reason() {
    }

    /** The first line of the message, without the names of classes that Hadoop puts before it. */
    static String of(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = message.lines().map(String::strip).filter(text -> !text.isEmpty()).findFirst().orElse(message);
        return line.replaceAll("^([a-z][a-z0-9]*\\.)+[A-Za-z0-9$]+(Exception|Error): ", "");
    }
}
