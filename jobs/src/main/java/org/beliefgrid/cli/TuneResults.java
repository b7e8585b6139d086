package org.beliefgrid.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.cli.TuneResult.Task;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;

/**
 * The results of the plans that were trained so far, in a JSON file that is replaced as a whole after each of them, so that a
 * tuning that was stopped goes on where it was. Results of plans that are no longer in the list stay.
 */
final class TuneResults {
    private final Location file;
    private final Map<String, TuneResult> byPlan = new LinkedHashMap<>();

    private TuneResults(Location file) {
        this.file = file;
    }

    /**
     * The results in a file, which need not exist yet.
     *
     * @throws InvalidConfigException if the file is something else
     */
    static TuneResults in(Location file) throws IOException {
        TuneResults results = new TuneResults(file);
        if (!file.exists()) {
            return results;
        }
        try (InputStream in = file.open()) {
            JsonNode plans = new ObjectMapper().readTree(in).path("plans");
            if (!plans.isArray()) {
                throw new IllegalArgumentException("plans must be a list");
            }
            plans.forEach(json -> results.add(TuneResult.of(json)));
        } catch (JsonProcessingException e) {
            throw results.refusal(e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw results.refusal(e.getMessage());
        }
        return results;
    }

    private InvalidConfigException refusal(String problem) {
        return new InvalidConfigException("--results %s: not a file of results: %s; give another, or remove it".formatted(file,
                problem.lines().findFirst().orElse("")));
    }

    private void add(TuneResult result) {
        byPlan.put(result.plan(), result);
    }

    /** The result of a plan, if exactly this was trained already. */
    Optional<TuneResult> of(String plan, Task task) {
        return Optional.ofNullable(byPlan.get(plan)).filter(result -> result.task().equals(task));
    }

    /** Adds a result, in place of the one of its plan, and writes the file. */
    void put(TuneResult result) throws IOException {
        add(result);
        List<Map<String, Object>> plans = byPlan.values().stream().map(TuneResult::asJson).toList();
        byte[] text = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(Map.of("plans", plans));
        file.writeAtomically(out -> out.write(text));
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
