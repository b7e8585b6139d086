package org.beliefgrid.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.TableInputBytes;

/**
 * How one plan of a list did.
 *
 * @param plan its name
 * @param task what was trained
 * @param problem why training diverged; empty if it went to its end
 * @param validation how it did on the held-out cases; {@link Validation#NONE} if it diverged
 * @param seconds that it took, loading included
 * @param modelSha256 hash of its parameters; empty if it diverged
 * @param model its version in the store, NAME@N; empty if it diverged
 */
record TuneResult(String plan, Task task, String problem, Validation validation, double seconds, String modelSha256,
                  String model) {
    /**
     * All that a result depends on: with an equal one there is nothing to do again.
     *
     * @param planText the whole plan
     * @param data as the user named it
     * @param dataHash fingerprint of the training data
     * @param tableHash hash of how rows of a table become cases, schema and scales; empty of images
     * @param classes number of classes of its labels
     * @param kernel OpenBLAS kernel of the members
     * @param from name and hash of the model that training started from; empty if it started anew
     */
    record Task(String planText, String data, String dataHash, String tableHash, int classes, String kernel, String from) {
        /** That of a plan; {@code sources} as they are {@link Sources#fitted fitted} to it. */
        static Task of(TrainingPlan plan, Sources sources, String dataHash, String kernel, Optional<StartingModel> start) {
            return new Task(PlanText.write(plan), sources.name(), dataHash,
                    sources.training().table().map(TableInputBytes::sha256).orElse(""), sources.classes(), kernel,
                    start.map(StartingModel::identity).orElse(""));
        }
    }

    /**
     * The error on held-out cases.
     *
     * @param epoch of fine-tuning whose parameters were taken, counted from 1
     * @param errorPercent share of the held-out cases that they put into a wrong class
     */
    record Validation(int epoch, double errorPercent) {
        static final Validation NONE = new Validation(0, 100);
    }

    boolean diverged() {
        return !problem.isEmpty();
    }

    /** For the results file and for reports. */
    Map<String, Object> asJson() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("plan", plan);
        if (diverged()) {
            values.put("diverged", problem);
        } else {
            values.put("validationErrorPercent", validation.errorPercent());
            values.put("epoch", validation.epoch());
            values.put("modelSha256", modelSha256);
            values.put("model", model);
        }
        values.put("seconds", seconds);
        values.put("data", task.data());
        values.put("dataHash", task.dataHash());
        if (!task.tableHash().isEmpty()) {
            values.put("tableHash", task.tableHash());
        }
        values.put("classes", task.classes());
        values.put("kernel", task.kernel());
        if (!task.from().isEmpty()) {
            values.put("from", task.from());
        }
        values.put("planText", task.planText());
        return values;
    }

    /**
     * The opposite of {@link #asJson}.
     *
     * @throws IllegalArgumentException if something is missing or of a wrong type
     */
    static TuneResult of(JsonNode json) {
        Task task = new Task(text(json, "planText"), text(json, "data"), text(json, "dataHash"),
                textIfThere(json, "tableHash"), (int) number(json, "classes"), text(json, "kernel"), textIfThere(json, "from"));
        if (json.has("diverged")) {
            return new TuneResult(text(json, "plan"), task, text(json, "diverged"), Validation.NONE, number(json, "seconds"),
                    "", "");
        }
        return new TuneResult(text(json, "plan"), task, "",
                new Validation((int) number(json, "epoch"), number(json, "validationErrorPercent")), number(json, "seconds"),
                text(json, "modelSha256"), text(json, "model"));
    }

    private static String text(JsonNode json, String key) {
        if (!json.path(key).isTextual()) {
            throw new IllegalArgumentException(key + " must be a text");
        }
        return json.get(key).textValue();
    }

    private static String textIfThere(JsonNode json, String key) {
        return json.has(key) ? text(json, key) : "";
    }

    private static double number(JsonNode json, String key) {
        if (!json.path(key).isNumber()) {
            throw new IllegalArgumentException(key + " must be a number");
        }
        return json.get(key).doubleValue();
    }
}
