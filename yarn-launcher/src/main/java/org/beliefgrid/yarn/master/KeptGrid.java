package org.beliefgrid.yarn.master;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.beliefgrid.yarn.spec.MasterStatus;

/** A grid that is kept up for clients and Jet jobs, until it is stopped. */
final class KeptGrid implements Work {
    private final AtomicReference<Consumer<Outcome>> ended = new AtomicReference<>();

    @Override
    public void start(List<String> addresses, boolean again, Consumer<Outcome> whenEnded) {
        ended.set(whenEnded);
    }

    @Override
    public void cancel() {
        Consumer<Outcome> whenEnded = ended.getAndSet(null);
        if (whenEnded != null) {
            whenEnded.accept(new Outcome(Outcome.End.SUCCEEDED, "the grid was stopped as asked"));
        }
    }

    @Override
    public MasterStatus.Training progress() {
        return MasterStatus.Training.NONE;
    }
}
