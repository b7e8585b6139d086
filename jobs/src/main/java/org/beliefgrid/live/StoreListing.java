package org.beliefgrid.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.beliefgrid.store.RunStore;

/** Runs and models of a store, as a page lists them: the newest few, from the small files alone. */
final class StoreListing {
    private static final int MOST_MODELS = 50;
    private static final int MOST_VERSIONS = 5;
    private static final int MOST_RUNS = 30;
    private static final Pattern FILE = Pattern.compile("([1-9][0-9]{0,8})\\.(dbn|report\\.html)");

    private final ModelStore models;
    private final RunStore runs;
    private final boolean handsOut;

    /** @param handsOut whether {@link #file} gives any */
    StoreListing(Location folder, boolean handsOut) {
        models = ModelStore.at(folder);
        runs = RunStore.at(folder);
        this.handsOut = handsOut;
    }

    /** What a store holds. */
    record Content(List<ModelRow> models, List<RunRow> runs) {
    }

    /**
     * A version of a model.
     *
     * @param version such as {@code digits@3}
     * @param errorPercent of its newest evaluation; null without one
     * @param data of that evaluation
     * @param file relative to the page; null if it cannot be fetched
     * @param report relative to the page; null if there is none, or it cannot be fetched
     */
    record ModelRow(String version, boolean promoted, Double errorPercent, String data, String file, String report) {
    }

    /** A run that wrote checkpoints. */
    record RunRow(String run, String model, String state, String phase, int epoch, int epochs, String updated) {
    }

    Content read() throws IOException {
        List<ModelRow> rows = new ArrayList<>();
        for (String name : models.names().stream().limit(MOST_MODELS).toList()) {
            try {
                addVersions(name, rows);
            } catch (BadInputException e) {
                rows.add(new ModelRow(name, false, null, "cannot be read: " + e.getMessage(), null, null));
            }
        }
        List<RunRow> found = new ArrayList<>();
        for (String name : runs.names()) {
            try {
                runs.find(name).map(StoreListing::row).ifPresent(found::add);
            } catch (BadInputException e) {
                found.add(new RunRow(name, "", "cannot be read", "", 0, 0, ""));
            }
        }
        found.sort(Comparator.comparing(RunRow::updated).reversed());
        return new Content(rows, found.stream().limit(MOST_RUNS).toList());
    }

    private void addVersions(String name, List<ModelRow> rows) throws IOException {
        ModelVersions versions = models.versions(name);
        Optional<ModelVersion> promoted = versions.promoted();
        List<ModelVersion> newestFirst = versions.all().stream().sorted(Comparator.comparingInt(ModelVersion::number)
                .reversed())
                .limit(MOST_VERSIONS).toList();
        for (ModelVersion version : newestFirst) {
            SortedMap<Integer, StoredEvaluation> evaluations = versions.evaluations(version.number());
            StoredEvaluation newest = evaluations.isEmpty() ? null : evaluations.get(evaluations.lastKey());
            rows.add(new ModelRow(version.toString(), promoted.equals(Optional.of(version)),
                    newest == null ? null : newest.errorPercent(), newest == null ? "" : newest.data(),
                    handsOut ? path(version, "dbn") : null,
                    handsOut && versions.report(version.number()).exists() ? path(version, "report.html") : null));
        }
    }

    /** Where a file of a version is, relative to the page. */
    static String path(ModelVersion version, String ending) {
        return "models/%s/%d.%s".formatted(version.name(), version.number(), ending);
    }

    private static RunRow row(RunState state) {
        RunProgress progress = state.progress();
        return new RunRow(state.description().run(), state.description().model(), progress.status().word(), progress.phase(),
                progress.epoch(), progress.epochs(), progress.updated());
    }

    /** A model's file or its report, if there is one of this name. */
    Optional<Location> file(String model, String file) throws IOException {
        Matcher name = FILE.matcher(file);
        if (!handsOut || !name.matches()) {
            return Optional.empty();
        }
        try {
            ModelVersions versions = models.versions(model);
            ModelVersion version = versions.require(Integer.parseInt(name.group(1)));
            Location found = name.group(2).equals("dbn") ? version.file() : versions.report(version.number());
            return found.exists() ? Optional.of(found) : Optional.empty();
        } catch (InvalidConfigException | BadInputException e) {
            return Optional.empty();
        }
    }
}
