package org.beliefgrid.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TableSchema.Feature;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A {@link TableSchema} as people write it: a YAML mapping of
 * <pre>
 * format        csv, libsvm or parquet
 * columns       number
 * separator     one character
 * features      all, or list of names of columns; instead of a name also a mapping of
 *   name          name of the column
 *   categorical   true or false
 *   categories    list of names
 * exclude       list of names of columns
 * label         name of a column
 * classes       list of names
 * missing       error, mean, zero or skip-row
 * missingAs     list of texts
 * scale         unit, standardise or none
 * malformed     fatal or skip
 * classWeights  none, balanced, or a mapping of names of classes to numbers
 * </pre>
 * The record says what each means; whatever is left out is as in {@link TableSchema#DEFAULTS}. Names that look like numbers are
 * taken as they are written in YAML's own form: {@code 1}, {@code 2.5}; others want quotes.
 */
public final class TableSchemaText {
    /** Most bytes of a schema as {@link #write} gives it, which is how models and runs keep it. */
    public static final int LONGEST = 65_536;

    private TableSchemaText() {
    }

    /**
     * Reads a schema.
     *
     * @param name name of the file, for messages
     * @param text the file
     * @throws InvalidConfigException if the text is not YAML, or a setting is unknown, of a wrong type or out of its bounds, or
     *     written out it is longer than {@link #LONGEST}; the message has one line for each problem of the whole file
     */
    public static TableSchema read(String name, String text) {
        TableSchema schema = read(Settings.read(name, text));
        requireShort(name, schema);
        return schema;
    }

    /**
     * Reads what {@link #write} gave, of any length: names that were found in rows may be in it.
     *
     * @throws InvalidConfigException if it is no schema
     */
    public static TableSchema readWritten(String text) {
        return read(Settings.read("schema", text, Integer.MAX_VALUE));
    }

    private static TableSchema read(Settings settings) {
        TableSchema defaults = TableSchema.DEFAULTS;
        boolean svm = settings.is("format", TableSchema.Format.LIBSVM.setting());
        String separator = settings.text("separator", String.valueOf(defaults.separator()));
        List<Feature> features = settings.is("features", "all") ? List.of() : features(settings);
        ClassWeights weights = weights(settings);
        TableSchema schema = settings.valid(defaults, () -> {
            new Check().that(separator.length() == 1, "separator", "one character", Settings.shown(separator)).orThrow();
            return new TableSchema(
                    settings.choice("format", defaults.format(), TableSchema.Format::setting),
                    settings.whole("columns", defaults.columns()), separator.charAt(0), features,
                    settings.words("exclude", defaults.exclude()),
                    settings.word("label", svm ? TableSchema.SVM_LABEL : defaults.label()),
                    settings.words("classes", defaults.classes()),
                    settings.choice("missing", defaults.missing(), TableSchema.Missing::setting),
                    settings.words("missingAs", defaults.missingAs()),
                    settings.choice("scale", defaults.scale(), TableSchema.Scale::setting),
                    settings.choice("malformed", defaults.malformed(), TableSchema.Malformed::setting), weights);
        });
        settings.refuseUnknown();
        settings.throwIfAny();
        return schema;
    }

    /** A model could not be saved with a longer one, which would be known after the training only. */
    private static void requireShort(String name, TableSchema schema) {
        int length = write(schema).getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) {
            throw new InvalidConfigException(("%s: written out, a line for each name, the schema may have %d bytes, it has %d; "
                    + "categories and classes that are not listed are found").formatted(name, LONGEST, length));
        }
    }

    private static List<Feature> features(Settings settings) {
        List<Feature> features = new ArrayList<>();
        int number = 0;
        for (Object entry : settings.list("features", "all, or a list of columns")) {
            String place = "features[" + number++ + "]";
            if (entry instanceof Map<?, ?> mapping) {
                Settings own = settings.element(place, mapping);
                features.add(new Feature(own.word("name", ""), own.yesOrNo("categorical", false),
                        own.words("categories", List.of())));
                own.refuseUnknown();
            } else {
                features.add(Feature.number(settings.wordAt(place, entry)));
            }
        }
        return features;
    }

    private static ClassWeights weights(Settings settings) {
        String name = "classWeights";
        if (settings.is(name, "none")) {
            return ClassWeights.NONE;
        }
        if (settings.is(name, "balanced")) {
            return ClassWeights.BALANCED;
        }
        Map<String, Double> weights = settings.numbersByName(name, "none, balanced, or a mapping of classes to numbers");
        return settings.valid(ClassWeights.NONE, () -> new ClassWeights(false, weights));
    }

    /** Writes a schema with every setting, always in the same order; {@link #read} gives back an equal one. */
    public static String write(TableSchema schema) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("format", schema.format().setting());
        if (schema.columns() > 0) {
            values.put("columns", schema.columns());
        }
        values.put("separator", String.valueOf(schema.separator()));
        values.put("features", schema.features().isEmpty() ? "all"
                : schema.features().stream().map(TableSchemaText::of).toList());
        if (!schema.exclude().isEmpty()) {
            values.put("exclude", schema.exclude());
        }
        if (!schema.label().isEmpty() || schema.format() == TableSchema.Format.LIBSVM) {
            values.put("label", schema.label());
        }
        if (!schema.classes().isEmpty()) {
            values.put("classes", schema.classes());
        }
        values.put("missing", schema.missing().setting());
        values.put("missingAs", schema.missingAs());
        values.put("scale", schema.scale().setting());
        values.put("malformed", schema.malformed().setting());
        ClassWeights weights = schema.classWeights();
        values.put("classWeights", weights.balanced() ? "balanced" : weights.weights().isEmpty() ? "none" : weights.weights());
        DumpSettings form = DumpSettings.builder().setSchema(new CoreSchema()).setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false).build();
        return new Dump(form).dumpToString(values);
    }

    private static Object of(Feature feature) {
        if (!feature.categorical()) {
            return feature.name();
        }
        Map<String, Object> mapping = new LinkedHashMap<>(Map.of("name", feature.name()));
        mapping.put("categorical", true);
        if (!feature.categories().isEmpty()) {
            mapping.put("categories", feature.categories());
        }
        return mapping;
    }
}
