package org.beliefgrid.jobs.scoring;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorSupplier;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.scoring.Score;

/** Scores blocks of rows, on a thread of its own. */
final class ScoreRows extends AbstractProcessor {
    private final ModelService model;

    private ScoreRows(ModelService model) {
        this.model = model;
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected boolean tryProcess0(Object item) throws BadInputException {
        RowBlock block = (RowBlock) item;
        Score[] scores = model.score(block.count(), block.values(model.units()));
        for (int i = 0; i < scores.length; i++) {
            if (!block.problem(i).isEmpty()) {
                scores[i] = Score.none(scores[i].model(), block.problem(i));
            } else if (!scores[i].problem().isEmpty()) {
                throw new BadInputException("row %d: %s".formatted(block.firstRow() + i, scores[i].problem()));
            }
        }
        return tryEmit(new ScoredBlock(block.number(), block.firstRow(), scores));
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
            return List.copyOf(IntStream.range(0, count).mapToObj(index -> new ScoreRows(model)).toList());
        }

        @Override
        public void close(Throwable error) {
            if (model != null) {
                model.close();
            }
        }
    }
}
