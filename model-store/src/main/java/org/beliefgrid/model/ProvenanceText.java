package org.beliefgrid.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.beliefgrid.error.InvalidConfigException;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A {@link Provenance} as a YAML mapping, one key for each of its components; {@code heldOutCases} only above 0,
 * {@code mixedKernels} only where it is true, {@code from} only where there is one. What is not there, because an older build
 * did not write it, is read as the empty text, 0 or false.
 */
public final class ProvenanceText {
    private ProvenanceText() {
    }

    /**
     * Reads a provenance.
     *
     * @param name name of the file, for messages
     * @param text the mapping
     * @throws InvalidConfigException if the text is not YAML, or a key is unknown or of a wrong type; one line for each problem
     */
    public static Provenance read(String name, String text) {
        Settings settings = Settings.read(name, text);
        Provenance provenance = new Provenance(
                settings.text("dataset", ""),
                settings.text("dataHash", ""),
                settings.wholeLong("cases", 0),
                settings.wholeLong("labelledCases", 0),
                settings.wholeLong("heldOutCases", 0),
                settings.whole("members", 0),
                settings.whole("rounds", 0),
                settings.text("created", ""),
                settings.text("versions", ""),
                settings.text("processor", ""),
                settings.yesOrNo("mixedKernels", false),
                settings.text("from", ""));
        settings.refuseUnknown();
        settings.throwIfAny();
        return provenance;
    }

    /** Writes a provenance, always in the same order; {@link #read} gives back an equal one. */
    public static String write(Provenance provenance) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("dataset", provenance.dataset());
        values.put("dataHash", provenance.dataHash());
        values.put("cases", provenance.cases());
        values.put("labelledCases", provenance.labelledCases());
        if (provenance.heldOutCases() > 0) {
            values.put("heldOutCases", provenance.heldOutCases());
        }
        values.put("members", provenance.members());
        values.put("rounds", provenance.rounds());
        values.put("created", provenance.created());
        values.put("versions", provenance.versions());
        values.put("processor", provenance.processor());
        if (provenance.mixedKernels()) {
            values.put("mixedKernels", true);
        }
        if (!provenance.from().isEmpty()) {
            values.put("from", provenance.from());
        }
        DumpSettings form = DumpSettings.builder().setSchema(new CoreSchema()).setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false).build();
        return new Dump(form).dumpToString(values);
    }
}
