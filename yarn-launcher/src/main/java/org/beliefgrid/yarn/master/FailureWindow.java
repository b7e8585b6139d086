package org.beliefgrid.yarn.master;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.beliefgrid.yarn.spec.MasterStatus;

/** Failures of the last hour: more than a number of them and the application fails. */
final class FailureWindow {
    static final long MILLIS = 3_600_000;
    private static final int FEWEST = 3;

    private record Entry(long millis, MasterStatus.Failure failure) {
    }

    private final int allowed;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** A window that allows so many. */
    FailureWindow(int allowed) {
        this.allowed = allowed;
    }

    /** For so many members: two each, at least three. */
    static FailureWindow forMembers(int members) {
        return new FailureWindow(Math.max(FEWEST, 2 * members));
    }

    int allowed() {
        return allowed;
    }

    void add(long now, MasterStatus.Failure failure) {
        entries.addLast(new Entry(now, failure));
        forget(now);
    }

    boolean exhausted(long now) {
        forget(now);
        return entries.size() > allowed;
    }

    List<MasterStatus.Failure> failures(long now) {
        forget(now);
        return entries.stream().map(Entry::failure).toList();
    }

    private void forget(long now) {
        while (!entries.isEmpty() && entries.peekFirst().millis() <= now - MILLIS) {
            entries.removeFirst();
        }
    }
}
