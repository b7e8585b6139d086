package org.beliefgrid.grid;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shard learned in a round, as it lies in the grid. The arrays are handed over and not modified afterwards.
 *
 * @param sections the averaged sections, in their order
 * @param cases weight of the shard
 * @param statistics sums over its cases
 */
public record ShardUpdate(List<float[]> sections, long cases, double[] statistics) {
    /** The update on the wire, which it crosses only when its shard moved while it was learned. */
    public static final class Serializer implements CompactSerializer<ShardUpdate> {
        @Override
        public ShardUpdate read(CompactReader reader) {
            List<float[]> sections = new ArrayList<>();
            int count = reader.readInt32("sections");
            for (int section = 0; section < count; section++) {
                sections.add(reader.readArrayOfFloat32("section" + section));
            }
            return new ShardUpdate(sections, reader.readInt64("cases"), reader.readArrayOfFloat64("statistics"));
        }

        @Override
        public void write(CompactWriter writer, ShardUpdate update) {
            writer.writeInt32("sections", update.sections.size());
            for (int section = 0; section < update.sections.size(); section++) {
                writer.writeArrayOfFloat32("section" + section, update.sections.get(section));
            }
            writer.writeInt64("cases", update.cases);
            writer.writeArrayOfFloat64("statistics", update.statistics);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.ShardUpdate";
        }

        @Override
        public Class<ShardUpdate> getCompactClass() {
            return ShardUpdate.class;
        }
    }
}
