package org.beliefgrid.jobs.scoring;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorSupplier;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.beliefgrid.scoring.Score;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.NewFile;

/**
 * Writes a member's scores into a file of its own, in the order of its blocks, which threads bring as they are done with them.
 * The file appears under its name when it is complete.
 */
final class WriteScores extends AbstractProcessor {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LINE = 80;
    private static final String PART = "part-";

    private final String folder;
    private final ScoreFormat format;
    /** Blocks that came before their turn. */
    private final Map<Long, ScoredBlock> early = new HashMap<>();
    private NewFile file;
    private OutputStream out;
    private long next;

    WriteScores(String folder, ScoreFormat format) {
        this.folder = folder;
        this.format = format;
    }

    @Override
    protected void init(Context context) throws IOException {
        file = Location.of(folder).child(PART + context.globalProcessorIndex() + format.ending()).create();
        out = new BufferedOutputStream(file.content(), BUFFER_BYTES);
        out.write(format.header().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected boolean tryProcess0(Object item) throws IOException {
        ScoredBlock block = (ScoredBlock) item;
        early.put(block.number(), block);
        for (ScoredBlock turn = early.remove(next); turn != null; turn = early.remove(next)) {
            write(turn);
            next++;
        }
        return true;
    }

    private void write(ScoredBlock block) throws IOException {
        StringBuilder text = new StringBuilder(block.scores().length * LINE);
        long row = block.firstRow();
        for (Score score : block.scores()) {
            format.append(text, row++, score);
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean complete() {
        if (!early.isEmpty()) {
            throw new IllegalStateException("block %d did not come, others after it did".formatted(next));
        }
        try {
            out.flush();
            file.commit();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** Makes a member's processor, unless a first execution of the job has left files that would stand beside the new ones. */
    static final class Supplier implements ProcessorSupplier {
        private static final long serialVersionUID = 1L;

        private final String folder;
        private final ScoreFormat format;

        Supplier(String folder, ScoreFormat format) {
            this.folder = folder;
            this.format = format;
        }

        @Override
        public void init(Context context) throws IOException {
            if (Location.of(folder).list().stream().anyMatch(found -> found.name().startsWith(PART))) {
                throw new IllegalStateException(folder + ": has scores already, and the job was started again");
            }
        }

        @Override
        public Collection<? extends Processor> get(int count) {
            return List.copyOf(IntStream.range(0, count).mapToObj(index -> new WriteScores(folder, format)).toList());
        }
    }
}
