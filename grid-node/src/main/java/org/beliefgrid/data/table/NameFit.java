package org.beliefgrid.data.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchema.Missing;

/** The names in a categorical column or in that of the label, and how many rows have each. */
final class NameFit {
    /** Most categories of a column. */
    static final int MOST_CATEGORIES = 4096;

    private final String column;
    private final int most;
    private final Map<String, long[]> counts = new HashMap<>();

    /**
     * @param column file and name of the column, for messages
     * @param most names that it may have
     */
    NameFit(String column, int most) {
        this.column = column;
        this.most = most;
    }

    /**
     * @param name null where there is none
     * @param counted whether the row counts; else only its name does
     */
    void add(String name, boolean counted) throws BadInputException {
        if (name != null) {
            counts(name)[0] += counted ? 1 : 0;
        }
    }

    private long[] counts(String name) throws BadInputException {
        long[] found = counts.get(name);
        if (found == null) {
            if (counts.size() == most) {
                throw new BadInputException("%s has more than %d different names, which is the most".formatted(column, most));
            }
            found = new long[1];
            counts.put(name, found);
        }
        return found;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(counts.size());
        for (Map.Entry<String, long[]> name : counts.entrySet()) {
            byte[] text = name.getKey().getBytes(StandardCharsets.UTF_8);
            out.writeInt(text.length);
            out.write(text);
            out.writeLong(name.getValue()[0]);
        }
    }

    /** Takes in what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            byte[] text = new byte[in.readInt()];
            in.readFully(text);
            counts(new String(text, StandardCharsets.UTF_8))[0] += in.readLong();
        }
    }

    void add(NameFit other) throws BadInputException {
        for (Map.Entry<String, long[]> name : other.counts.entrySet()) {
            counts(name.getKey())[0] += name.getValue()[0];
        }
    }

    /** How many rows that count have a name. */
    long count(String name) {
        long[] found = counts.get(name);
        return found == null ? 0 : found[0];
    }

    /** All names, sorted: as numbers if they all are, else as texts. */
    List<String> sorted() {
        List<String> names = new ArrayList<>(counts.keySet());
        names.sort(Comparator.naturalOrder());
        if (names.stream().allMatch(NameFit::isNumber)) {
            names.sort(Comparator.comparingDouble(Double::parseDouble));
        }
        return names;
    }

    private static boolean isNumber(String name) {
        return name.matches("[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?");
    }

    /**
     * The column.
     *
     * @param name of the column
     * @param listed its categories, or empty for those that were found
     * @throws BadInputException if there is none
     */
    Column column(String name, List<String> listed, TableSchema schema) throws BadInputException {
        List<String> names = listed.isEmpty() ? sorted() : listed;
        if (names.isEmpty()) {
            throw new BadInputException("%s has no value in any row".formatted(column));
        }
        long all = names.stream().mapToLong(this::count).sum();
        List<Float> shares = names.stream().map(category -> schema.missing() == Missing.MEAN && all > 0
                ? (float) ((double) count(category) / all) : 0f).toList();
        return Column.categorical(name, names, shares);
    }
}
