package org.beliefgrid.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.PlanList.Preset;

/**
 * The rows of a table of results, as people write them: a YAML mapping of
 * <pre>
 * base, plans  as in {@link PlanList}; each plan is a row. One without pre-training epochs starts from random weights
 * remarks      mapping of rows to what a reader must know of them beside their settings
 * stacks       mapping of a row to the row whose pre-trained stack it starts from, where that is not its own
 * published    list of mappings: error (percent), what, source, and rows beside which it stands
 * compare      list of mappings: what, row, against (another row), and within (points of percent, may be left out)
 * curves       mapping of a chart's name to the rows that it shows
 * filters      rows whose filters are drawn
 * </pre>
 * All but {@code plans} may be left out.
 *
 * @param rows plans in the order of the file; their seeds do not matter
 * @param differences in which a row differs from the base, as YAML on one line; empty where it does not
 * @param remarks one line each, in the order of the file
 * @param stacks see above
 * @param published in the order of the file
 * @param comparisons in the order of the file
 * @param curves in the order of the file
 * @param filters in the order of the file
 */
public record RowList(Map<String, TrainingPlan> rows, Map<String, String> differences, Map<String, String> remarks,
                      Map<String, String> stacks, List<Published> published, List<Comparison> comparisons,
                      Map<String, List<String>> curves, List<String> filters) {
    /** Rows in a chart: as many as there are colours. */
    public static final int MOST_CURVES = 6;

    public RowList {
        rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
        differences = Map.copyOf(differences);
        remarks = Collections.unmodifiableMap(new LinkedHashMap<>(remarks));
        stacks = Map.copyOf(stacks);
        published = List.copyOf(published);
        comparisons = List.copyOf(comparisons);
        curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
        filters = List.copyOf(filters);
    }

    /**
     * A figure that others have published.
     *
     * @param error on the test cases in percent, above 0 and below 100
     * @param what was trained
     * @param source where it was published
     * @param rows that it stands beside; may be empty
     */
    public record Published(double error, String what, String source, List<String> rows) {
        public Published {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Two rows whose errors are held against each other.
     *
     * @param what the difference says
     * @param row one
     * @param against the other one
     * @param within points of percent that the row may be worse by; empty if nothing is asked
     */
    public record Comparison(String what, String row, String against, Optional<Double> within) {
    }

    /**
     * The row whose pre-training a row starts from: another one, or itself.
     *
     * @return empty if it starts from random weights
     */
    public Optional<String> stackOf(String row) {
        return rows.get(row).pretraining().epochs() == 0 ? Optional.empty() : Optional.of(stacks.getOrDefault(row, row));
    }

    /**
     * Reads a list of rows.
     *
     * @param file name of the file, for messages
     * @param text the file
     * @param presets gives the preset of a name, or throws
     * @throws InvalidConfigException if the text or the preset is not YAML, something in it is unknown, of a wrong type or out
     *     of its bounds, names a row that there is none, or a row cannot be what it says; one line for each problem
     */
    public static RowList read(String file, String text, Function<String, Preset> presets) {
        return new RowListReading(file, YamlMapping.parse(file, text), presets).read();
    }
}
