package org.beliefgrid.grid;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.beliefgrid.learning.Figure;

/**
 * What a round brought, for whoever watches.
 *
 * @param stage where in its run the round stands
 * @param figures what was measured, the most important first
 * @param work what it took
 */
public record RoundReport(RoundStage stage, List<Figure> figures, RoundWork work) {
    public RoundReport {
        figures = List.copyOf(figures);
    }

    /** Averaging, counted through the run from 0. */
    public int round() {
        return stage.round();
    }

    /** What was trained, such as {@code fine-tuning}. */
    public String algorithm() {
        return stage.algorithm();
    }

    /** Epoch of the algorithm, counted from 1; {@code epochs + 1} in a round that only looks at the result. */
    public int epoch() {
        return stage.epoch();
    }

    /** Epochs that the algorithm takes. */
    public int epochs() {
        return stage.epochs();
    }

    /** Whether it is the last round of its epoch, or of the algorithm. */
    public boolean endsEpoch() {
        return stage.endsEpoch();
    }

    /** Cases learned from, 0 in a round that only looks. */
    public long cases() {
        return work.cases();
    }

    /** Wall-clock time of the round. */
    public double seconds() {
        return work.seconds();
    }

    /**
     * A figure of this round.
     *
     * @param kind its {@link Figure#kind}
     * @return its value in its unit; empty if it was not measured in this round
     */
    public OptionalDouble figure(String kind) {
        return figures.stream().filter(figure -> figure.kind().equals(kind)).mapToDouble(Figure::value).findFirst();
    }

    /**
     * A report on the wire and in the map of progress. Everything that somebody may want a table or a curve of is a field of
     * its own, numbers that follow from others included, so that SQL finds it; what shards took is in columns, with the
     * members' addresses once.
     */
    public static final class Serializer implements CompactSerializer<RoundReport> {
        @Override
        public RoundReport read(CompactReader reader) {
            RoundStage stage = new RoundStage(reader.readInt32("round"), reader.readString("phase"), reader.readInt32("layer"),
                    reader.readInt32("epoch"), reader.readInt32("epochs"), reader.readBoolean("endsEpoch"));
            RoundWork work = new RoundWork(reader.readInt64("cases"), reader.readFloat64("seconds"),
                    reader.readInt64("bytesSent"), readShards(reader));
            return new RoundReport(stage, readFigures(reader), work);
        }

        private static List<Figure> readFigures(CompactReader reader) {
            String[] names = reader.readArrayOfString("figureNames");
            double[] values = reader.readArrayOfFloat64("figureValues");
            String[] units = reader.readArrayOfString("figureUnits");
            return IntStream.range(0, names.length).mapToObj(i -> new Figure(names[i], values[i], units[i])).toList();
        }

        private static List<ShardWork> readShards(CompactReader reader) {
            String[] addresses = reader.readArrayOfString("addresses");
            int[] shards = reader.readArrayOfInt32("shardNumbers");
            int[] members = reader.readArrayOfInt32("shardMembers");
            int[] owners = reader.readArrayOfInt32("shardOwners");
            double[] seconds = reader.readArrayOfFloat64("shardSeconds");
            int[] reruns = reader.readArrayOfInt32("rerunsOfShards");
            return IntStream.range(0, shards.length).mapToObj(i -> new ShardWork(shards[i], addresses[members[i]],
                    addresses[owners[i]], seconds[i], reruns[i])).toList();
        }

        @Override
        public void write(CompactWriter writer, RoundReport report) {
            RoundStage stage = report.stage;
            RoundWork work = report.work;
            writer.writeInt32("round", stage.round());
            writer.writeString("phase", stage.algorithm());
            writer.writeInt32("layer", stage.layer());
            writer.writeInt32("epoch", stage.epoch());
            writer.writeInt32("epochs", stage.epochs());
            writer.writeBoolean("endsEpoch", stage.endsEpoch());
            writer.writeInt64("cases", work.cases());
            writer.writeFloat64("seconds", work.seconds());
            writer.writeFloat64("casesPerSecond", work.casesPerSecond());
            writer.writeInt64("bytesSent", work.bytesSent());
            writer.writeInt32("shardReruns", work.reruns());
            writer.writeFloat64("slowestShardSeconds", work.slowestShardSeconds());
            writer.writeFloat64("meanShardSeconds", work.meanShardSeconds());
            writeFigures(writer, report);
            writeShards(writer, work.shards());
        }

        private static void writeFigures(CompactWriter writer, RoundReport report) {
            for (RoundFigure known : RoundFigure.values()) {
                OptionalDouble value = report.figure(known.kind());
                writer.writeNullableFloat64(known.field(), value.isPresent() ? value.getAsDouble() : null);
            }
            writer.writeArrayOfString("figureNames", report.figures.stream().map(Figure::name).toArray(String[]::new));
            writer.writeArrayOfFloat64("figureValues", report.figures.stream().mapToDouble(Figure::value).toArray());
            writer.writeArrayOfString("figureUnits", report.figures.stream().map(Figure::unit).toArray(String[]::new));
        }

        private static void writeShards(CompactWriter writer, List<ShardWork> shards) {
            LinkedHashSet<String> distinct = new LinkedHashSet<>();
            shards.forEach(shard -> {
                distinct.add(shard.member());
                distinct.add(shard.owner());
            });
            List<String> addresses = new ArrayList<>(distinct);
            writer.writeArrayOfString("addresses", addresses.toArray(String[]::new));
            writer.writeArrayOfInt32("shardNumbers", shards.stream().mapToInt(ShardWork::shard).toArray());
            writer.writeArrayOfInt32("shardMembers",
                    shards.stream().mapToInt(shard -> addresses.indexOf(shard.member())).toArray());
            writer.writeArrayOfInt32("shardOwners",
                    shards.stream().mapToInt(shard -> addresses.indexOf(shard.owner())).toArray());
            writer.writeArrayOfFloat64("shardSeconds", shards.stream().mapToDouble(ShardWork::seconds).toArray());
            writer.writeArrayOfInt32("rerunsOfShards", shards.stream().mapToInt(ShardWork::reruns).toArray());
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.RoundReport";
        }

        @Override
        public Class<RoundReport> getCompactClass() {
            return RoundReport.class;
        }
    }
}
