package org.beliefgrid.jobs;

import static com.hazelcast.jet.core.Edge.between;

import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.data.table.SurveyWork;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.GridMaps;

/**
 * The first reading of a table by the members of a grid, as a Jet job: each of their threads reads splits. What they find is in
 * a map of its own until the caller has it. The caller holds a lock, which goes with him: the next reading ends the job and
 * removes the map of one that is gone.
 */
public final class SurveyJob implements SplitReading {
    /** What a split's entry is, by its first byte. */
    private static final byte FOUND = 0;
    private static final byte REFUSED = 1;

    private final HazelcastInstance grid;
    /** Null before it is submitted. */
    private Job job;
    private boolean cancelled;

    /** @param grid a member or a client */
    public SurveyJob(HazelcastInstance grid) {
        this.grid = grid;
    }

    /** @throws CancellationException after {@link #cancel}; nothing of it is left in the grid */
    @Override
    public List<byte[]> read(SurveyWork work) throws IOException {
        removeLeft();
        String name = GridMaps.SURVEY + UUID.randomUUID();
        RunLock lock = RunLock.toSurvey(grid, name).orElseThrow();  // before there is anything that it is for
        IMap<Integer, byte[]> found = grid.getMap(name);
        try (lock) {
            DAG dag = new DAG();
            dag.edge(between(dag.newVertex("splits", ProcessorSupplier.of(() -> new Reader(work))),
                    dag.newVertex("found", SinkProcessors.writeMapP(name))));
            start(dag, name).join();
            return inOrder(found, work.splits());
        } catch (CancellationException e) {
            throw cancelled() ? e
                    : new GridUnavailableException("the first reading of a table was cancelled by somebody else", e);
        } catch (CompletionException e) {
            throw new GridUnavailableException("the first reading of a table failed: " + e.getCause(), e);
        } finally {
            found.destroy();
        }
    }

    private synchronized Job start(DAG dag, String name) {
        if (cancelled) {
            throw new CancellationException("reading was cancelled");
        }
        job = grid.getJet().newJob(dag, new JobConfig().setName(name));
        return job;
    }

    private synchronized boolean cancelled() {
        return cancelled;
    }

    /** Ends a {@link #read} that another thread waits for, by a {@link CancellationException}. */
    public synchronized void cancel() {
        cancelled = true;
        if (job != null) {
            JobEnd.cancel(job);
        }
    }

    /** Of callers that were killed. */
    private void removeLeft() {
        for (DistributedObject object : grid.getDistributedObjects()) {
            if (object instanceof IMap<?, ?> && object.getName().startsWith(GridMaps.SURVEY)) {
                RunLock.toSurvey(grid, object.getName()).ifPresent(lock -> {
                    try (lock) {
                        remove(object);
                    }
                });
            }
        }
    }

    private void remove(DistributedObject found) {
        Job reading = grid.getJet().getJob(found.getName());
        if (JobEnd.goesOn(reading)) {
            JobEnd.end(reading);
        }
        found.destroy();
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
