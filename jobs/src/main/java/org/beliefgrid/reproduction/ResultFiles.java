package org.beliefgrid.reproduction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;

/**
 * What was trained so far, in the folder {@code reproduce} of a model store, unless another file of rows is named:
 * <pre>
 * NAME.json            the rows of the list NAME with their seeds, and what came when they were trained once more
 * stacks/STACK.json    a pre-trained stack, of whichever list
 * </pre>
 * Rows can be of several machines, stacks are those that this store has. A file is replaced as a whole after each training, so
 * that a reproduction which was stopped goes on where it was. Results of rows that are no longer in the list stay in it.
 */
public final class ResultFiles {
    private final Location file;
    private final Location stacks;
    private final List<RowResult> rows = new ArrayList<>();
    private final List<RepeatedRow> repeated = new ArrayList<>();

    private ResultFiles(Location file, Location stacks) {
        this.file = file;
        this.stacks = stacks;
    }

    /** A file of rows, in no order. Where none was trained once more it has only these, as files had before that could be. */
    static final class Rows {
        private final List<RowResult> rows;
        private List<RepeatedRow> repeated = List.of();

        @JsonCreator
        Rows(@JsonProperty("rows") List<RowResult> rows) {
            this.rows = List.copyOf(rows);
        }

        Rows(List<RowResult> rows, List<RepeatedRow> repeated) {
            this(rows);
            setRepeated(repeated);
        }

        @JsonProperty
        List<RowResult> rows() {
            return rows;
        }

        @JsonProperty
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<RepeatedRow> repeated() {
            return repeated;
        }

        @JsonSetter(value = "repeated", nulls = Nulls.FAIL, contentNulls = Nulls.FAIL)
        void setRepeated(List<RepeatedRow> repeated) {
            this.repeated = List.copyOf(repeated);
        }
    }

    /**
     * The results of a list, of which there may be none yet.
     *
     * @param store folder of the models
     * @param name of the list
     * @throws InvalidConfigException if the file is something else
     */
    public static ResultFiles in(Location store, String name) throws IOException {
        return of(folder(store).child(name + ".json"), store);
    }

    /**
     * The results of a file, of which there may be none yet.
     *
     * @param file of rows
     * @param store folder of the models, and of the stacks' results
     * @throws InvalidConfigException if the file is something else
     */
    public static ResultFiles of(Location file, Location store) throws IOException {
        ResultFiles files = new ResultFiles(file, folder(store).child("stacks"));
        files.readRows();
        return files;
    }

    private void readRows() throws IOException {
        rows.clear();
        repeated.clear();
        read(file, Rows.class).ifPresent(found -> {
            rows.addAll(found.rows());
            repeated.addAll(found.repeated());
        });
    }

    private static Location folder(Location store) {
        return store.child("reproduce");
    }

    private static ObjectMapper json() {
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
    }

    private static <T> Optional<T> read(Location file, Class<T> type) throws IOException {
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.open()) {
            return Optional.of(json().readValue(in, type));
        } catch (JsonProcessingException e) {
            throw new InvalidConfigException("%s: not a file of results: %s; remove it".formatted(file,
                    e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }

    private static void write(Location file, Object content) throws IOException {
        byte[] text = json().writeValueAsBytes(content);
        file.writeAtomically(out -> out.write(text));
    }

    /** All rows with all seeds, by seed. */
    public List<RowResult> all() {
        return rows.stream().sorted(Comparator.comparingLong(RowResult::seed)).toList();
    }

    /** The result of a row with a seed, if exactly this was trained. */
    public Optional<RowResult> of(String row, TrainingTask task) {
        return rows.stream().filter(result -> result.row().equals(row) && result.training().task().equals(task)).findFirst();
    }

    /**
     * The results on some data, by seed.
     *
     * @param setting with the data; its kernel does not matter
     */
    public List<RowResult> on(TrainingTask.Setting setting) {
        return all().stream().filter(result -> result.training().task().isOn(setting)).toList();
    }

    /**
     * Adds a result, in place of the one of its row, seed and data, and writes the file, with what another process has added to
     * it since it was read; of two that write in the same moment one can still be lost.
     */
    public void put(RowResult result) throws IOException {
        readRows();
        rows.removeIf(known -> known.row().equals(result.row()) && known.seed() == result.seed()
                && known.training().task().isOn(result.training().task().setting()));
        rows.add(result);
        write(file, new Rows(rows, repeated));
    }

    /** What came when rows were trained once more, in no order. */
    public List<RepeatedRow> repeated() {
        return List.copyOf(repeated);
    }

    /**
     * Adds what came when a row was trained once more, in place of what came before of the same result, and writes the file, with
     * what another process has added to it since it was read; of two that write in the same moment one can still be lost.
     */
    public void putRepeated(RepeatedRow again) throws IOException {
        readRows();
        repeated.removeIf(known -> known.row().equals(again.row()) && known.seed() == again.seed()
                && known.expected().equals(again.expected()));
        repeated.add(again);
        write(file, new Rows(rows, repeated));
    }

    /**
     * A stack, if exactly this was trained.
     *
     * @param model its name
     */
    public Optional<TrainingResult> stack(String model, TrainingTask task) throws IOException {
        return read(stacks.child(model + ".json"), TrainingResult.class).filter(found -> found.task().equals(task));
    }

    /** Keeps a stack, in place of the one of its name. */
    public void putStack(String model, TrainingResult result) throws IOException {
        write(stacks.child(model + ".json"), result);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
