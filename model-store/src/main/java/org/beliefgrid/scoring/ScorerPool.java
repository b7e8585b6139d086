package org.beliefgrid.scoring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.beliefgrid.model.DeepBeliefNet;

/**
 * One network for any number of threads: each works with a scorer of its own as long as it needs one, and leaves it to the
 * next. There are as many scorers as threads worked at the same time. Thread-safe. After {@link #close} those in use are
 * closed when their threads have done with them.
 */
public final class ScorerPool implements AutoCloseable {
    private final DeepBeliefNet net;
    private final Deque<CaseScorer> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param net not modified */
    public ScorerPool(DeepBeliefNet net) {
        this.net = net;
    }

    /**
     * Does something with a scorer that no other thread has meanwhile.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public <R> R with(Function<CaseScorer, R> work) {
        CaseScorer scorer = take();
        try {
            return work.apply(scorer);
        } finally {
            giveBack(scorer);
        }
    }

    private synchronized CaseScorer take() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        CaseScorer scorer = idle.pollFirst();
        return scorer == null ? new CaseScorer(net) : scorer;
    }

    private void giveBack(CaseScorer scorer) {
        synchronized (this) {
            if (!closed) {
                idle.addFirst(scorer);
                return;
            }
        }
        scorer.close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(CaseScorer::close);
        idle.clear();
    }
}
