package org.beliefgrid.data.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.store.TableInputBytes;

/**
 * A table after its first reading: all that members need to read its cases.
 *
 * @param splits in the order of the rows
 * @param input how rows become cases
 * @param own whether scales and names are those of these rows, and not of those that a model was trained on
 * @param labelled whether the files have the label
 * @param counts what became of the rows
 * @param classCounts labelled rows of each class; if {@code own}, and after {@link TableSurvey#withoutHeldOut}, without those
 *     that are held out
 * @param fingerprint of the content, whatever its packing
 */
public record SurveyedTable(List<SurveyedSplit> splits, TableInput input, boolean own, boolean labelled, TableCounts counts,
                            long[] classCounts, String fingerprint) {
    /** This as bytes. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] columns = TableInputBytes.write(input);
            out.writeInt(columns.length);
            out.write(columns);
            out.writeBoolean(own);
            out.writeBoolean(labelled);
            out.writeUTF(fingerprint);
            write(counts, out);
            out.writeInt(classCounts.length);
            for (long count : classCounts) {
                out.writeLong(count);
            }
            out.writeInt(splits.size());
            for (SurveyedSplit split : splits) {
                write(split, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void write(TableCounts counts, DataOutputStream out) throws IOException {
        out.writeInt(counts.files());
        out.writeLong(counts.rows());
        out.writeLong(counts.malformed());
        out.writeUTF(counts.firstMalformed());
        out.writeLong(counts.skipped());
        out.writeUTF(counts.firstSkipped());
    }

    private static void write(SurveyedSplit surveyed, DataOutputStream out) throws IOException {
        out.writeUTF(surveyed.split().file());
        out.writeLong(surveyed.split().from());
        out.writeLong(surveyed.split().to());
        out.writeBoolean(surveyed.split().packed());
        out.writeInt(surveyed.firstRow());
        out.writeInt(surveyed.rows());
        out.writeLong(surveyed.linesBefore());
        out.writeUTF(surveyed.sha256());
        out.writeBoolean(surveyed.everyLine());
    }

    /**
     * What some bytes stand for.
     *
     * @param bytes what {@link #bytes} gave
     */
    public static SurveyedTable of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            TableInput input = TableInputBytes.read(in.readNBytes(in.readInt()));
            boolean own = in.readBoolean();
            boolean labelled = in.readBoolean();
            String fingerprint = in.readUTF();
            TableCounts counts = new TableCounts(in.readInt(), in.readLong(), in.readLong(), in.readUTF(), in.readLong(),
                    in.readUTF());
            long[] classCounts = new long[in.readInt()];
            for (int label = 0; label < classCounts.length; label++) {
                classCounts[label] = in.readLong();
            }
            List<SurveyedSplit> splits = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                splits.add(new SurveyedSplit(new Split(in.readUTF(), in.readLong(), in.readLong(), in.readBoolean()),
                        in.readInt(),
                        in.readInt(), in.readLong(), in.readUTF(), in.readBoolean()));
            }
            return new SurveyedTable(splits, input, own, labelled, counts, classCounts, fingerprint);
        }
    }
}
