package org.beliefgrid.grid;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.BitSet;

/**
 * {@link MeanUpdate} on the wire. Aggregators are {@link java.io.Serializable}; without this, Java serialisation would take
 * them.
 */
public final class MeanUpdateSerializer implements CompactSerializer<MeanUpdate> {
    @Override
    public MeanUpdate read(CompactReader reader) {
        SumUnits units = new SumUnits(reader.readArrayOfFloat32("units"), reader.readArrayOfFloat32("limits"),
                reader.readBoolean("narrow"));
        MeanUpdate mean = new MeanUpdate(reader.readString("run"), reader.readInt32("round"),
                reader.readArrayOfInt32("lengths"), units, reader.readInt64("totalCases"),
                reader.readArrayOfInt32("homes"), reader.readInt32("from"), reader.readInt32("to"));
        mean.sums = units.narrow() ? longs(reader.readArrayOfInt16("narrowSums")) : reader.readArrayOfInt64("sums");
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
        writer.writeArrayOfFloat32("units", mean.units.unit());
        writer.writeArrayOfFloat32("limits", mean.units.limit());
        writer.writeBoolean("narrow", mean.units.narrow());
        writer.writeInt64("totalCases", mean.totalCases);
        writer.writeArrayOfInt32("homes", mean.homes);
        writer.writeInt32("from", mean.from);
        writer.writeInt32("to", mean.to);
        // Every object of a type has the same fields: one of the two is null.
        writer.writeArrayOfInt64("sums", mean.units.narrow() ? null : mean.sums);
        writer.writeArrayOfInt16("narrowSums", mean.units.narrow() ? shorts(mean.sums) : null);
        writer.writeArrayOfInt64("statistics", mean.statistics);
        writer.writeArrayOfInt64("shards", mean.shards.toLongArray());
        writer.writeInt64("cases", mean.cases);
        writer.writeInt32("divergedShard", mean.divergedShard);
        writer.writeInt32("divergedPlace", mean.divergedPlace);
        writer.writeFloat32("divergedValue", mean.divergedValue);
    }

    private static long[] longs(short[] narrow) {
        if (narrow == null) {
            return null;
        }
        long[] sums = new long[narrow.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = narrow[i];
        }
        return sums;
    }

    private static short[] shorts(long[] sums) {
        if (sums == null) {
            return null;
        }
        short[] narrow = new short[sums.length];
        for (int i = 0; i < sums.length; i++) {
            narrow[i] = (short) sums[i];
            if (narrow[i] != sums[i]) {
                throw new IllegalStateException("the sum %d at %d does not fit into 16 bits".formatted(sums[i], i));
            }
        }
        return narrow;
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
