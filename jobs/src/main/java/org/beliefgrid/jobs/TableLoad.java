package org.beliefgrid.jobs;

import static com.hazelcast.jet.core.Edge.between;
import static com.hazelcast.jet.core.Edge.from;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.config.EdgeConfig;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.Vertex;
import com.hazelcast.jet.core.processor.SinkProcessors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SplitCases;
import org.beliefgrid.data.table.TableCases;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.grid.Block;
import org.beliefgrid.grid.BlockKey;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.LoadedShard;
import org.beliefgrid.grid.ShardLayout;
import org.beliefgrid.grid.ShardLoader;

/**
 * From the splits of a table to blocks: every thread of every member reads splits and sends their rows, a few at a time, to the
 * key owner of their shard, where the blocks are made. So each byte of the files is read and parsed once, whatever the members
 * are. Besides the shards themselves there are {@link #WAITING} parcels of {@link #PARCEL_BYTES} at most between any two
 * threads, and as much for each thread that reads.
 */
final class TableLoad {
    /** Parcels that wait between two threads. */
    private static final int WAITING = 16;
    /** Bytes of a parcel of rows. */
    private static final int PARCEL_BYTES = 1 << 16;
    /** Bytes of the parcels that a thread is filling, all shards together. */
    private static final int FILLING_BYTES = 1 << 23;
    /** Number of a split behind all others. */
    private static final int DONE = Integer.MAX_VALUE;
    /** Row number of a parcel that says why the source cannot be used. */
    private static final int PROBLEM = -1;

    private TableLoad() {
    }

    /**
     * The job.
     *
     * @param spec the table
     * @param layout how its rows become shards
     */
    static DAG dag(SourceSpec.Table spec, ShardLayout layout) {
        DAG dag = new DAG();
        Vertex read = dag.newVertex("splits", ProcessorSupplier.of(() -> new Reader(spec, layout)));
        Vertex make = dag.newVertex("shards", ProcessorSupplier.of(() -> new Maker(layout, spec.surveyed().fingerprint())))
                .localParallelism(1);
        Vertex blocks = dag.newVertex("blocks", SinkProcessors.writeMapP(GridMaps.BLOCKS)).localParallelism(1);
        Vertex summaries = dag.newVertex("summaries", SinkProcessors.writeMapP(GridMaps.LOADED)).localParallelism(1);
        EdgeConfig few = new EdgeConfig().setQueueSize(WAITING);
        int[] homes = layout.homes();
        FunctionEx<Map.Entry<Integer, byte[]>, Integer> home = parcel -> homes[parcel.getKey()];
        dag.edge(between(read, make).partitioned(home).distributed().setConfig(few));
        dag.edge(between(make, blocks).setConfig(few));
        dag.edge(from(make, 1).to(summaries));
        return dag;
    }

    /** Reads splits. */
    private static final class Reader extends AbstractProcessor {
        private final SourceSpec.Table spec;
        private final ShardLayout layout;
        private final int parcelRows;
        private final int rowBytes;
        /** Parcels for which there was no room yet. */
        private final Queue<Map.Entry<Integer, byte[]>> waiting = new ArrayDeque<>();
        private int split;
        private int step;
        private TableCases table;
        /** Of the split; null before it is opened. */
        private SplitCases cases;
        private RowPlacement placement;
        private ByteBuffer[] parcels;

        Reader(SourceSpec.Table spec, ShardLayout layout) {
            this.spec = spec;
            this.layout = layout;
            rowBytes = 2 * Integer.BYTES + layout.caseBytes();
            int bytes = Math.min(PARCEL_BYTES, FILLING_BYTES / layout.shards());
            parcelRows = Math.max(1, bytes / rowBytes);
        }

        @Override
        protected void init(Context context) throws IOException {
            split = context.globalProcessorIndex();
            step = context.totalParallelism();
            try {
                table = TableCases.of(spec.surveyed());
            } catch (BadInputException e) {
                sayWhy(e.getMessage());
            }
            placement = layout.placement();
            parcels = new ByteBuffer[layout.shards()];
        }

        @Override
        public boolean isCooperative() {
            return false;
        }

        /** As far as there is room for what it sends; Jet calls it again. */
        @Override
        public boolean complete() {
            while (emitWaiting()) {
                if (split == DONE) {
                    return true;
                }
                try {
                    read();
                } catch (BadInputException e) {
                    sayWhy(e.getMessage());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return false;
        }

        /** Cases until a parcel is full, or there is none left. */
        private void read() throws IOException {
            while (waiting.isEmpty()) {
                if (cases == null && split < table.splits()) {
                    cases = table.split(split);
                } else if (cases == null) {
                    IntStream.range(0, parcels.length).forEach(this::send);
                    split = DONE;
                    return;
                } else if (cases.next()) {
                    add(cases.row(), cases.values(), cases.label());
                } else {
                    cases.close();
                    cases = null;
                    split += step;
                }
            }
        }

        private void add(int row, byte[] values, int label) {
            int shard = placement.shardOf(row);
            if (parcels[shard] == null) {
                parcels[shard] = ByteBuffer.allocate(parcelRows * rowBytes);
            }
            parcels[shard].putInt(row).putInt(label).put(values);
            if (!parcels[shard].hasRemaining()) {
                send(shard);
            }
        }

        private void send(int shard) {
            if (parcels[shard] != null) {
                waiting.add(Util.entry(shard, Arrays.copyOf(parcels[shard].array(), parcels[shard].position())));
                parcels[shard] = null;
            }
        }

        private void sayWhy(String problem) {
            byte[] text = problem.getBytes(StandardCharsets.UTF_8);
            byte[] parcel = ByteBuffer.allocate(Integer.BYTES + text.length).putInt(PROBLEM).put(text).array();
            for (int shard = 0; shard < layout.shards(); shard++) {
                waiting.add(Util.entry(shard, parcel));
            }
            split = DONE;
        }

        private boolean emitWaiting() {
            while (!waiting.isEmpty()) {
                if (!tryEmit(waiting.peek())) {
                    return false;
                }
                waiting.remove();
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            if (cases != null) {
                cases.close();
            }
        }
    }

    /** Makes the blocks of the shards whose rows come to this member. */
    private static final class Maker extends AbstractProcessor {
        private final ShardLayout layout;
        private final String fingerprint;
        private final ShardLoader loader;
        private final Queue<Map.Entry<BlockKey, Block>> blocks = new ArrayDeque<>();
        private final Queue<Map.Entry<LoadedShard.Key, LoadedShard>> summaries = new ArrayDeque<>();
        private String problem = "";

        Maker(ShardLayout layout, String fingerprint) {
            this.layout = layout;
            this.fingerprint = fingerprint;
            loader = new ShardLoader(layout, List.of());
        }

        @Override
        public boolean isCooperative() {
            return false;
        }

        @Override
        @SuppressWarnings("unchecked")
        protected boolean tryProcess0(Object item) {
            Map.Entry<Integer, byte[]> parcel = (Map.Entry<Integer, byte[]>) item;
            loader.begin(parcel.getKey());
            ByteBuffer rows = ByteBuffer.wrap(parcel.getValue());
            while (rows.hasRemaining()) {
                int row = rows.getInt();
                if (row == PROBLEM) {
                    problem = new String(rows.array(), rows.position(), rows.remaining(), StandardCharsets.UTF_8);
                    return true;
                }
                int label = rows.getInt();
                loader.place(row, rows.array(), rows.position(), label);
                rows.position(rows.position() + layout.caseBytes());
            }
            return true;
        }

        /** As far as there is room for blocks; Jet calls it again. */
        @Override
        public boolean complete() {
            while (emitWaiting()) {
                List<Integer> left = loader.shards();
                if (left.isEmpty()) {
                    return true;
                }
                loader.finish(left.get(0), problem, problem.isEmpty() ? fingerprint : "",
                        (key, block) -> blocks.add(Util.entry(key, block)),
                        (key, shard) -> summaries.add(Util.entry(key, shard)));
            }
            return false;
        }

        /** A shard's summary comes after its blocks. */
        private boolean emitWaiting() {
            return emit(0, blocks) && emit(1, summaries);
        }

        private boolean emit(int ordinal, Queue<?> items) {
            while (!items.isEmpty()) {
                if (!tryEmit(ordinal, items.peek())) {
                    return false;
                }
                items.remove();
            }
            return true;
        }
    }
}
