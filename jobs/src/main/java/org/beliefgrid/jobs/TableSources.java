package org.beliefgrid.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.data.table.SurveyedTable;
import org.beliefgrid.data.table.TableSurvey;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/** Sources that are tables: they are read once when they are named, for scales, names and the number of rows. */
public final class TableSources {
    /** Where there is no label. */
    private static final int FEWEST_CLASSES = 2;

    private TableSources() {
    }

    /**
     * The schema in a file.
     *
     * @throws InvalidConfigException if it is none
     */
    public static TableSchema schema(String file) throws IOException {
        try (InputStream in = Location.of(file).open()) {
            byte[] text = in.readNBytes(TableSchemaText.LONGEST + 1);
            if (text.length > TableSchemaText.LONGEST) {
                throw new InvalidConfigException("%s: a schema may have %d bytes, has more".formatted(file,
                        TableSchemaText.LONGEST));
            }
            return TableSchemaText.read(file, new String(text, StandardCharsets.UTF_8));
        }
    }

    /**
     * Tables that are read as a schema says.
     *
     * @param reading who reads what this process does not have on its own disk; null for threads of this process
     */
    public static Sources of(String data, Optional<String> test, TableSchema schema, SplitReading reading) throws IOException {
        return of(SourceSpec.Table.of(data, TableSurvey.ofTraining(data, schema, whoReads(data, reading))), test, reading);
    }

    /**
     * Tables that are read as those were that a model was trained on.
     *
     * @param reading as above
     */
    public static Sources of(String data, Optional<String> test, TableInput known, SplitReading reading) throws IOException {
        return of(SourceSpec.Table.of(data, TableSurvey.ofOthers(data, known, whoReads(data, reading))), test, reading);
    }

    /**
     * A table that was read already, and rows to evaluate on.
     *
     * @throws InvalidConfigException if these have no label
     */
    static Sources of(SourceSpec.Table rows, Optional<String> test, SplitReading reading) throws IOException {
        SurveyedTable training = rows.surveyed();
        Optional<SourceSpec> others = Optional.empty();
        if (test.isPresent()) {
            others = Optional.of(test.get().equals(rows.data()) ? rows
                    : SourceSpec.Table.of(test.get(), TableSurvey.ofOthers(test.get(), training.input(),
                            whoReads(test.get(), reading))));
        }
        if (others.isPresent() && !((SourceSpec.Table) others.get()).surveyed().labelled()) {
            throw new InvalidConfigException("%s: no column for the label %s, which rows to evaluate on must have".formatted(
                    test.get(), training.input().schema().label()));
        }
        return new Sources(rows.data(), rows, others, Math.max(FEWEST_CLASSES, training.input().classes().size()));
    }

    /** As {@link Sources#fitted}. */
    static Sources fitted(Sources sources, TrainingPlan plan, SplitReading reading) throws IOException {
        if (plan.heldOut() == 0 || !(sources.training() instanceof SourceSpec.Table rows)) {
            return sources;
        }
        SurveyedTable surveyed = rows.surveyed();
        if (!surveyed.own()) {
            return sources;
        }
        CaseSelection selection = CaseSelection.of(plan, rows.open(), sources.classes());
        SurveyedTable fitted = TableSurvey.withoutHeldOut(surveyed, selection, whoReads(rows.data(), reading));
        Optional<String> test = sources.test().map(spec -> ((SourceSpec.Table) spec).data());
        return of(SourceSpec.Table.of(rows.data(), fitted), test, reading).named(sources.name());
    }

    private static SplitReading whoReads(String data, SplitReading members) {
        return Location.of(data).isLocal() ? null : members;
    }

    /** As {@link Sources#notes}. */
    static List<String> notes(Sources sources) {
        List<String> notes = new ArrayList<>();
        if (sources.training() instanceof SourceSpec.Table rows) {
            notes.addAll(rows.surveyed().counts().lines());
        }
        sources.test().filter(spec -> !spec.equals(sources.training())).ifPresent(spec -> {
            if (spec instanceof SourceSpec.Table rows) {
                rows.surveyed().counts().lines().forEach(line -> notes.add("to evaluate on: " + line));
            }
        });
        return notes;
    }

    /**
     * How much a case of each class counts in fine-tuning; empty if all count 1.
     *
     * @param training {@link Sources#fitted fitted} to the plan
     */
    static float[] classWeights(SourceSpec training, TrainingPlan plan) {
        if (!(training instanceof SourceSpec.Table rows)) {
            return new float[0];
        }
        SurveyedTable table = rows.surveyed();
        // Rows that are read by the scales of others were not read without those that are held out.
        return table.input().schema().classWeights().of(table.input().classes(), CaseSelection.learnedOf(plan,
                table.classCounts(), !table.own()));
    }
}
