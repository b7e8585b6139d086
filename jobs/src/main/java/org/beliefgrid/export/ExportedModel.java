package org.beliefgrid.export;

import java.util.LinkedHashMap;
import java.util.Map;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.ProvenanceText;
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
        values.put("images", model.shape().toString());
        values.put("visibleUnits", net.units().visible().setting());
        values.put("hiddenUnits", net.units().hidden().setting());
        values.put("plan", PlanText.write(model.plan()));
        values.put("provenance", ProvenanceText.write(model.provenance()));
        return values;
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
