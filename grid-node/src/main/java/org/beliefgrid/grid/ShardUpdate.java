package org.beliefgrid.grid;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a shard learned in a round, as it lies in the grid. The arrays are handed over and not modified afterwards.
 *
 * @param sections the averaged sections, in their order
 * @param cases weight of the shard
 * @param statistics sums over its cases
 */
public record ShardUpdate(List<float[]> sections, long cases, double[] statistics) {
    /** What a shard without anything to learn from learned. */
    static final ShardUpdate NOTHING = new ShardUpdate(List.of(), 0, new double[0]);

    /**
     * The update on the wire, which it crosses only when its shard moved while it was learned, or moves before it is averaged.
     * All updates have one schema, however many sections they have ({@link GridMaps#announceUpdates}).
     */
    public static final class Serializer implements CompactSerializer<ShardUpdate> {
        @Override
        public ShardUpdate read(CompactReader reader) {
            int[] lengths = reader.readArrayOfInt32("lengths");
            float[] values = reader.readArrayOfFloat32("values");
            List<float[]> sections = new ArrayList<>();
            int start = 0;
            for (int length : lengths) {
                sections.add(Arrays.copyOfRange(values, start, start + length));
                start += length;
            }
            return new ShardUpdate(sections, reader.readInt64("cases"), reader.readArrayOfFloat64("statistics"));
        }

        @Override
        public void write(CompactWriter writer, ShardUpdate update) {
            int[] lengths = update.sections.stream().mapToInt(section -> section.length).toArray();
            float[] values = new float[IntStream.of(lengths).reduce(0, Math::addExact)];
            int start = 0;
            for (float[] section : update.sections) {
                System.arraycopy(section, 0, values, start, section.length);
                start += section.length;
            }
            writer.writeArrayOfInt32("lengths", lengths);
            writer.writeArrayOfFloat32("values", values);
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
