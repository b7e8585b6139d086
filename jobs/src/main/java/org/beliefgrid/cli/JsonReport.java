package org.beliefgrid.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.store.Location;

/** Results as a program reads them: one JSON object in a file. */
final class JsonReport {
    private final Map<String, Object> values = new LinkedHashMap<>();

    void put(String key, Object value) {
        values.put(key, value);
    }

    void evaluation(Evaluation evaluation, Model model) {
        put("testErrorPercent", evaluation.errorPercent());
        put("confusionMatrix", evaluation.confusion());
        model.table().ifPresent(table -> put("classNames", table.classes()));
    }

    /** @throws org.beliefgrid.error.InvalidConfigException if the file cannot be written */
    void write(String file) throws IOException {
        byte[] text = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(values);
        OutputFile.write("--json", Location.of(file), text);
    }
}
