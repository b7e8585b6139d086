package org.beliefgrid.jobs;

import static com.hazelcast.jet.core.Edge.between;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.processor.SinkProcessors;
import com.hazelcast.map.IMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.data.table.SurveyWork;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.GridUnavailableException;

/** The first reading of a table by the members of a grid, as a Jet job: each of their threads reads splits. */
public final class SurveyJob implements SplitReading {
    /** What a split's entry is, by its first byte. */
    private static final byte FOUND = 0;
    private static final byte REFUSED = 1;

    private final HazelcastInstance grid;

    /** @param grid a member or a client */
    public SurveyJob(HazelcastInstance grid) {
        this.grid = grid;
    }

    @Override
    public List<byte[]> read(SurveyWork work) throws IOException {
        String name = "beliefgrid-survey-" + UUID.randomUUID();
        IMap<Integer, byte[]> found = grid.getMap(name);
        try {
            DAG dag = new DAG();
            dag.edge(between(dag.newVertex("splits", ProcessorSupplier.of(() -> new Reader(work))),
                    dag.newVertex("found", SinkProcessors.writeMapP(name))));
            grid.getJet().newJob(dag, new JobConfig().setName(name)).join();
            return inOrder(found, work.splits());
        } catch (CompletionException e) {
            throw new GridUnavailableException("the first reading of a table failed: " + e.getCause(), e);
        } finally {
            found.destroy();
        }
    }

    private static List<byte[]> inOrder(IMap<Integer, byte[]> found, int splits) throws BadInputException {
        List<byte[]> surveys = new ArrayList<>();
        for (int split = 0; split < splits; split++) {
            byte[] entry = found.remove(split);
            if (entry == null) {
                throw new GridUnavailableException("what a member found in split %d of a table was lost: members come and go"
                        .formatted(split));
            }
            byte[] content = new byte[entry.length - 1];
            System.arraycopy(entry, 1, content, 0, content.length);
            if (entry[0] == REFUSED) {
                throw new BadInputException(new String(content, StandardCharsets.UTF_8));
            }
            surveys.add(content);
        }
        return surveys;
    }

    /** A thread of a member. */
    private static final class Reader extends AbstractProcessor {
        private final SurveyWork work;
        private int split;
        private int step;
        /** What there was no room for yet; null if there was. */
        private Map.Entry<Integer, byte[]> found;

        Reader(SurveyWork work) {
            this.work = work;
        }

        @Override
        protected void init(Context context) {
            split = context.globalProcessorIndex();
            step = context.totalParallelism();
        }

        @Override
        public boolean isCooperative() {
            return false;
        }

        @Override
        public boolean complete() {
            for (; split < work.splits(); split += step) {
                found = found == null ? Util.entry(split, survey(split)) : found;
                if (!tryEmit(found)) {
                    return false;  // Jet calls again
                }
                found = null;
            }
            return true;
        }

        private byte[] survey(int split) {
            try {
                return entry(FOUND, work.survey(split));
            } catch (BadInputException e) {
                return entry(REFUSED, e.getMessage().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] entry(byte kind, byte[] content) {
            byte[] entry = new byte[content.length + 1];
            entry[0] = kind;
            System.arraycopy(content, 0, entry, 1, content.length);
            return entry;
        }
    }
}
