package org.beliefgrid.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.error.InvalidConfigException;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A run as others see it: what it was asked to do, and how far it has come. As text it is one YAML mapping of the components of
 * both, in a fixed order; what is left out is read as the empty text, the empty list or 0.
 *
 * @param description what it was asked to do
 * @param progress how far it has come
 */
public record RunState(RunDescription description, RunProgress progress) {
    /** Most bytes of the text: plan, a schema of {@link TableSchemaText#LONGEST} bytes with its escapes, columns, and names. */
    public static final int LONGEST = 1_048_576;

    /**
     * Reads a run's text.
     *
     * @param name name of the file, for messages
     * @param text the mapping
     * @throws InvalidConfigException if the text is not YAML, or a key is unknown or of a wrong type; one line for each problem
     */
    public static RunState read(String name, String text) {
        Settings settings = Settings.read(name, text, LONGEST);
        RunDescription description = new RunDescription(
                settings.text("run", ""),
                settings.text("model", ""),
                settings.text("dataset", ""),
                settings.texts("training", List.of()),
                settings.texts("test", List.of()),
                settings.whole("classes", 0),
                settings.text("dataHash", ""),
                settings.text("plan", ""),
                settings.text("kernel", ""),
                settings.text("from", ""),
                settings.text("started", ""),
                settings.whole("checkpointEvery", 0));
        RunProgress progress = new RunProgress(
                settings.choice("status", RunProgress.Status.RUNNING, RunProgress.Status::word),
                settings.text("error", ""),
                settings.text("phase", ""),
                settings.whole("epoch", 0),
                settings.whole("epochs", 0),
                settings.wholeLong("generation", 0),
                settings.whole("algorithms", 0),
                settings.whole("algorithm", 0),
                settings.whole("firstRound", 0),
                settings.whole("round", 0),
                settings.text("updated", ""),
                settings.text("checkpointed", ""),
                settings.whole("checkpointRound", 0));
        settings.refuseUnknown();
        settings.throwIfAny();
        return new RunState(description, progress);
    }

    /** The run as text; {@link #read} gives back an equal one. */
    public String text() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("run", description.run());
        values.put("model", description.model());
        values.put("dataset", description.dataset());
        values.put("training", new ArrayList<>(description.training()));  // two of the same object would become an alias
        values.put("test", new ArrayList<>(description.test()));
        values.put("classes", description.classes());
        values.put("dataHash", description.dataHash());
        values.put("plan", description.plan());
        values.put("kernel", description.kernel());
        values.put("from", description.from());
        values.put("started", description.started());
        values.put("checkpointEvery", description.checkpointEvery());
        values.put("status", progress.status().word());
        values.put("error", progress.error());
        values.put("phase", progress.phase());
        values.put("epoch", progress.epoch());
        values.put("epochs", progress.epochs());
        values.put("generation", progress.generation());
        values.put("algorithms", progress.algorithms());
        values.put("algorithm", progress.algorithm());
        values.put("firstRound", progress.firstRound());
        values.put("round", progress.round());
        values.put("updated", progress.updated());
        values.put("checkpointed", progress.checkpointed());
        values.put("checkpointRound", progress.checkpointRound());
        DumpSettings form = DumpSettings.builder().setSchema(new CoreSchema()).setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false).build();
        return new Dump(form).dumpToString(values);
    }

    /** The same run at another point. */
    public RunState at(RunProgress newProgress) {
        return new RunState(description, newProgress);
    }
}
