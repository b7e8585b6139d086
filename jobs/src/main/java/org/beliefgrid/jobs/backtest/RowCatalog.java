package org.beliefgrid.jobs.backtest;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.beliefgrid.data.table.LabelledLines;
import org.beliefgrid.model.TableSchema;

/**
 * What decides about the fold of each row: its class and its time. Found in one reading of all rows, of which no value but
 * these two is kept.
 *
 * @param labels [rows] class of each row; {@link #UNLABELLED}, or {@link #NO_CLASS} where the name is none
 * @param times [rows] numbers that sort as the times do; all 0 without a time
 * @param sha256 of the lines, so that a later reading sees that they are the same
 */
record RowCatalog(short[] labels, long[] times, String sha256) {
    static final short UNLABELLED = -1;
    static final short NO_CLASS = -2;
    private static final int FIRST_ROWS = 1 << 14;

    /**
     * Reads all rows.
     *
     * @param schema with the names of the classes
     */
    static RowCatalog of(TableSchema schema, String data, SplitRule rule) throws IOException {
        List<String> classes = new ArrayList<>(schema.classes());
        short[] labels = new short[FIRST_ROWS];
        long[] times = new long[FIRST_ROWS];
        RowTime time = new RowTime();
        MessageDigest digest = newDigest();
        int rows = 0;
        try (LabelledLines lines = LabelledLines.open(schema, data, rule.timeColumn())) {
            while (lines.next()) {
                if (rows == labels.length) {
                    labels = Arrays.copyOf(labels, 2 * rows);
                    times = Arrays.copyOf(times, 2 * rows);
                }
                digest(digest, lines);
                String label = lines.label();
                int found = classes.indexOf(label);
                labels[rows] = label == null ? UNLABELLED : found < 0 ? NO_CLASS : (short) found;
                times[rows++] = rule.byTime() ? time.key(lines.time(), lines.place()) : 0;
            }
        }
        return new RowCatalog(Arrays.copyOf(labels, rows), Arrays.copyOf(times, rows), hex(digest));
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static void digest(MessageDigest digest, LabelledLines lines) {
        digest.update(lines.buffer(), lines.start(), lines.length());
        digest.update((byte) '\n');
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    int rows() {
        return labels.length;
    }
}
