package org.beliefgrid.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.Map;

/**
 * Puts a shard's update into the map at its key owner, which nearly always is the member that learned it: then the object goes
 * in as it is. A plain {@code set} would write it out and read it in again, millions of numbers for each shard and round.
 */
final class PutUpdate implements EntryProcessor<UpdateKey, ShardUpdate, Void> {
    private static final long serialVersionUID = 1L;

    private final transient ShardUpdate update;

    PutUpdate(ShardUpdate update) {
        this.update = update;
    }

    @Override
    public Void process(Map.Entry<UpdateKey, ShardUpdate> entry) {
        entry.setValue(update);
        return null;
    }

    /** The processor on the wire, to a key owner elsewhere. */
    public static final class Serializer implements CompactSerializer<PutUpdate> {
        @Override
        public PutUpdate read(CompactReader reader) {
            return new PutUpdate(reader.readCompact("update"));
        }

        @Override
        public void write(CompactWriter writer, PutUpdate processor) {
            writer.writeCompact("update", processor.update);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.PutUpdate";
        }

        @Override
        public Class<PutUpdate> getCompactClass() {
            return PutUpdate.class;
        }
    }
}
