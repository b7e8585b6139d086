package org.beliefgrid.grid;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.BitSet;

/** {@link MeanUpdate} on the wire. Aggregators are {@link java.io.Serializable}; without this, Java serialisation would take them. */
public final class MeanUpdateSerializer implements CompactSerializer<MeanUpdate> {
    @Override
    public MeanUpdate read(CompactReader reader) {
        MeanUpdate mean = new MeanUpdate(reader.readString("run"), reader.readInt32("round"),
                reader.readArrayOfInt32("lengths"), reader.readArrayOfInt32("exponents"), reader.readInt64("totalCases"),
                reader.readArrayOfInt32("homes"), reader.readInt32("from"), reader.readInt32("to"));
        mean.sums = reader.readArrayOfInt64("sums");
        mean.statistics = reader.readArrayOfInt64("statistics");
        mean.shards = BitSet.valueOf(reader.readArrayOfInt64("shards"));
        mean.cases = reader.readInt64("cases");
        mean.divergedShard = reader.readInt32("divergedShard");
        mean.divergedPlace = reader.readInt32("divergedPlace");
        mean.divergedValue = reader.readFloat32("divergedValue");
        return mean;
    }

    @Override
    public void write(CompactWriter writer, MeanUpdate mean) {
        writer.writeString("run", mean.run);
        writer.writeInt32("round", mean.round);
        writer.writeArrayOfInt32("lengths", mean.lengths);
        writer.writeArrayOfInt32("exponents", mean.exponents);
        writer.writeInt64("totalCases", mean.totalCases);
        writer.writeArrayOfInt32("homes", mean.homes);
        writer.writeInt32("from", mean.from);
        writer.writeInt32("to", mean.to);
        writer.writeArrayOfInt64("sums", mean.sums);
        writer.writeArrayOfInt64("statistics", mean.statistics);
        writer.writeArrayOfInt64("shards", mean.shards.toLongArray());
        writer.writeInt64("cases", mean.cases);
        writer.writeInt32("divergedShard", mean.divergedShard);
        writer.writeInt32("divergedPlace", mean.divergedPlace);
        writer.writeFloat32("divergedValue", mean.divergedValue);
    }

    @Override
    public String getTypeName() {
        return "org.beliefgrid.MeanUpdate";
    }

    @Override
    public Class<MeanUpdate> getCompactClass() {
        return MeanUpdate.class;
    }
}
