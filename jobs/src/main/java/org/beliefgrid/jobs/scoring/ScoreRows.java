package org.beliefgrid.jobs.scoring;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorSupplier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.scoring.Score;

/**
 * Scores blocks of rows on the threads of the model's service, and hands them on in their order. Not cooperative: it waits for
 * those threads.
 */
final class ScoreRows extends AbstractProcessor {
    private final ModelService model;
    /** One more than there are threads, so that none of them waits for this. */
    private final int most;
    private final Queue<Future<ScoredBlock>> underWay = new ArrayDeque<>();

    private ScoreRows(ModelService model, int threads) {
        this.model = model;
        most = threads + 1;
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected boolean tryProcess0(Object item) throws IOException {
        if (underWay.size() == most && !handOn()) {
            return false;  // the item comes again
        }
        FutureTask<ScoredBlock> task = new FutureTask<>(() -> score((RowBlock) item));
        underWay.add(task);
        model.threads().execute(task);
        return true;
    }

    private ScoredBlock score(RowBlock block) throws BadInputException {
        Score[] scores = model.score(block.count(), block.values(model.units()));
        for (int i = 0; i < scores.length; i++) {
            if (!block.problem(i).isEmpty()) {
                scores[i] = Score.none(scores[i].model(), block.problem(i));
            } else if (!scores[i].problem().isEmpty()) {
                throw new BadInputException("row %d: %s".formatted(block.firstRow() + i, scores[i].problem()));
            }
        }
        return new ScoredBlock(block.number(), block.firstRow(), scores);
    }

    /** Waits for the block that came first; whether there was room for it. */
    private boolean handOn() throws IOException {
        try {
            if (!tryEmit(underWay.element().get())) {
                return false;
            }
            underWay.remove();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public boolean complete() {
        try {
            while (!underWay.isEmpty() && handOn()) {
                continue;
            }
            return underWay.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a member's processors, which share one model. */
    static final class Supplier implements ProcessorSupplier {
        private static final long serialVersionUID = 1L;

        private final ModelRef ref;
        private transient ModelService model;

        Supplier(ModelRef ref) {
            this.ref = ref;
        }

        @Override
        public void init(Context context) throws IOException {
            model = new ModelService(ref);
        }

        @Override
        public Collection<? extends Processor> get(int count) {
            return List.copyOf(IntStream.range(0, count).mapToObj(index -> new ScoreRows(model, ref.threadsHere())).toList());
        }

        @Override
        public void close(Throwable error) {
            if (model != null) {
                model.close();
            }
        }
    }
}
