package org.beliefgrid.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.ProvenanceText;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.store.ModelVersion;

/**
 * A model on its way out.
 *
 * @param version where it is stored
 * @param model what is stored there
 */
public record ExportedModel(ModelVersion version, Model model) {
    /** What goes with the parameters, by name, always in the same order; plan and provenance are YAML. */
    Map<String, String> metadata() {
        DeepBeliefNet net = model.net();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("model", version.name());
        values.put("version", String.valueOf(version.number()));
        values.put("modelSha256", net.sha256());
        values.put("classes", String.valueOf(net.classes()));
        if (model.table().isPresent()) {
            putTable(values, model.table().get());
        } else {
            values.put("images", model.shape().toString());
        }
        values.put("visibleUnits", net.units().visible().setting());
        values.put("hiddenUnits", net.units().hidden().setting());
        values.put("plan", PlanText.write(model.plan()));
        values.put("provenance", ProvenanceText.write(model.provenance()));
        return values;
    }

    /**
     * Names as arrays of JSON: of the classes, and of the values of a case, {@code column=category} where a value says whether
     * it is that.
     */
    private static void putTable(Map<String, String> values, TableInput table) {
        values.put("classNames", json(table.classes()));
        values.put("inputNames", json(table.columns().stream().flatMap(column -> column.isCategorical()
                ? column.categories().stream().map(category -> column.name() + "=" + category)
                : Stream.of(column.name())).toList()));
        values.put("schema", TableSchemaText.write(table.schema()));
    }

    private static String json(List<String> names) {
        try {
            return new ObjectMapper().writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of texts can always be written", e);
        }
    }

    /** Name and number as a part of names of files: {@code digits-3}. */
    String fileName() {
        return version.name() + "-" + version.number();
    }

    void requireClasses() throws BadInputException {
        if (model.net().classes() == 0) {
            throw refusal("the model was only pre-trained, it has no classes; --format safetensors exports its parameters");
        }
    }

    BadInputException refusal(String problem) {
        return new BadInputException(version.file() + ": " + problem);
    }
}
