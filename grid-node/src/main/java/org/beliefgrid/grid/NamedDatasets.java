package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.query.Predicates;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TrainingPlan;

/**
 * Datasets that are in a grid under a name of their own, so that several runs learn from the same blocks. They stay until
 * somebody removes them.
 */
public final class NamedDatasets {
    private final GridMaps maps;

    /** @param grid a member or a client */
    public NamedDatasets(HazelcastInstance grid) {
        maps = new GridMaps(grid);
    }

    /**
     * A dataset in the grid.
     *
     * @param dataset what is loaded
     * @param source where it came from, in words
     * @param seed of the plan that it was dealt by
     * @param runs that learn from it, sorted
     */
    public record Loaded(Dataset dataset, List<String> source, long seed, List<String> runs) {
    }

    /** All datasets in the grid, those of runs included, by their names. */
    public List<Loaded> all() {
        return maps.datasets().keySet().stream().sorted().flatMap(name -> {
            Dataset dataset = maps.datasets().get(name);
            LoadedSource source = maps.sources().get(name);
            return dataset == null || source == null ? Stream.empty()
                    : Stream.of(new Loaded(dataset, source.spec().words(), source.cut().seed(), runs(name)));
        }).toList();
    }

    private List<String> runs(String dataset) {
        // One that is finished may still be fetched, and is found by its dataset.
        Set<String> runs = maps.runs().values(Predicates.and(Predicates.equal("dataset", dataset),
                Predicates.in("status", RunRecord.Status.RUNNING, RunRecord.Status.FINISHED))).stream().map(RunRecord::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return List.copyOf(runs);
    }

    /** @throws InvalidConfigException if there is a dataset of that name */
    public void requireFree(String name) {
        if (maps.datasets().containsKey(name)) {
            throw new InvalidConfigException("dataset %s is in this grid already; ./beliefgrid datasets delete removes it"
                    .formatted(name));
        }
    }

    /**
     * A dataset that a run is to learn from.
     *
     * @param source what the run would load, opened
     * @param plan that would deal it
     * @param classes number of classes of its labels
     * @throws InvalidConfigException if there is no such dataset, or it was loaded from something else or dealt in another way
     * @throws IOException if the labels cannot be read now
     */
    public Dataset require(String name, SourceSpec spec, CaseSource source, TrainingPlan plan, int classes) throws IOException {
        Dataset dataset = maps.datasets().get(name);
        LoadedSource loaded = maps.sources().get(name);
        if (dataset == null || loaded == null) {
            throw new InvalidConfigException("dataset %s is not in this grid; there are %s".formatted(name,
                    new TreeSet<>(maps.datasets().keySet())));
        }
        String is = "dataset " + name + " ";
        requireSame(is + "was loaded from", loaded.spec().words(), spec.words());
        ShardLayout layout = loaded.layout(dataset.homes());
        requireSame(is + "has cases", layout.rows(), source.cases());
        requireSame(is + "has values a case", layout.units(), source.visible());
        requireSame(is + "has classes", dataset.classes(), classes);
        requireSame(is + "has shards", dataset.shards(), plan.shards());
        requireSame(is + "was dealt by seed", layout.seed(), plan.seed());
        CaseSelection mine = CaseSelection.of(plan, source, classes);
        CaseSelection its = layout.selection();
        if (mine.labels() != its.labels() || !Arrays.equals(mine.heldOutBelow(), its.heldOutBelow())
                || !Arrays.equals(mine.labelledBelow(), its.labelledBelow())) {
            throw new InvalidConfigException(is + "has other cases held out, or other labels, than the plan says");
        }
        return dataset;
    }

    private static void requireSame(String what, Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new InvalidConfigException("%s %s, the run is to have %s".formatted(what, found, expected));
        }
    }

    /**
     * Removes a dataset.
     *
     * @throws InvalidConfigException if there is none of that name, or a run learns from it
     */
    public void delete(String name) {
        if (!maps.datasets().containsKey(name)) {
            throw new InvalidConfigException("dataset %s is not in this grid".formatted(name));
        }
        List<String> runs = runs(name);
        if (!runs.isEmpty()) {
            throw new InvalidConfigException("dataset %s: run %s learns from it".formatted(name, runs.get(0)));
        }
        new RunCleaner(maps).forgetDataset(name);
    }
}
