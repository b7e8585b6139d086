package org.beliefgrid.yarn.master;

import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.beliefgrid.yarn.spec.MasterStatus;

/** What the training prints: its last lines, and the progress that they tell. */
final class TrainingOutput extends Writer {
    private static final int LINES = 30;
    private static final Pattern EPOCH =
            Pattern.compile("(\\S.*?)  epoch (\\d+)/(\\d+)(?:  (.*?))?(?:  (\\d+):(\\d\\d) left)?");
    private static final Pattern RESULT = Pattern.compile("(model|test error|modelSha256|stopped)\\b.*");

    private final StringBuilder line = new StringBuilder();
    private final Deque<String> lines = new ArrayDeque<>();
    private final long start = System.nanoTime();
    private String phase = "";
    private int epoch;
    private int epochs;
    private String figures = "";
    private double fraction;

    @Override
    public synchronized void write(char[] characters, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (characters[i] == '\n') {
                take(line.toString());
                line.setLength(0);
            } else {
                line.append(characters[i]);
            }
        }
    }

    private void take(String text) {
        lines.addLast(text);
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
        Matcher matcher = EPOCH.matcher(text);
        if (matcher.matches()) {
            phase = matcher.group(1);
            epoch = Integer.parseInt(matcher.group(2));
            epochs = Integer.parseInt(matcher.group(3));
            figures = matcher.group(4) == null ? "" : matcher.group(4);
            if (matcher.group(5) != null) {
                double left = 60.0 * Integer.parseInt(matcher.group(5)) + Integer.parseInt(matcher.group(6));
                double passed = (System.nanoTime() - start) / 1e9;
                fraction = Math.max(fraction, passed / (passed + left));
            }
        }
    }

    synchronized MasterStatus.Training progress() {
        return new MasterStatus.Training(phase, epoch, epochs, figures, fraction, List.copyOf(lines));
    }

    /** Lines of the result: error, hash and where the model is. */
    synchronized String result() {
        String result = lines.stream().filter(text -> RESULT.matcher(text).matches()).collect(Collectors.joining("; "));
        return result.isEmpty() && !lines.isEmpty() ? lines.getLast() : result;
    }

    @Override
    public void flush() {
        // Lines are taken when they end.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
