package org.beliefgrid.reproduction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.RowList;
import org.beliefgrid.report.CurveFile;
import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.Curves.Series;
import org.beliefgrid.report.Pictures;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.reproduction.ReportText.Frame;
import org.beliefgrid.reproduction.TrainingResult.Curve;
import org.beliefgrid.store.Location;

/**
 * The files of a report, in one folder: the document, {@code NAME-curves-CHART.svg}, {@code NAME-filters-ROW.png}, and
 * {@code plans/NAME/ROW.yaml} and {@code plans/NAME/STACK.yaml} that its command lines name.
 */
public final class ReportFiles {
    /** A training that was stopped and gone on with has no curve from its beginning. */
    private static final Comparator<RowResult> WHOLE_FIRST =
            Comparator.comparing((RowResult result) -> result.training().resumed()).thenComparing(RowResult::seed);

    private final RowList list;
    private final Place place;
    private final Models models;

    /**
     * Where the files are.
     *
     * @param name of the list
     * @param folder of the files
     * @param shown the same as command lines name it
     * @param document name of the document's file
     */
    public record Place(String name, Location folder, String shown, String document) {
    }

    /** The models that came of trainings. */
    @FunctionalInterface
    public interface Models {
        /** Empty if it is not there any more. */
        Optional<Model> of(TrainingResult training) throws IOException;
    }

    public ReportFiles(RowList list, Place place, Models models) {
        this.list = list;
        this.place = place;
        this.models = models;
    }

    /**
     * Writes all files.
     *
     * @param command that does
     * @param date of this day, ISO 8601
     */
    public void write(CurrentResults results, String command, String date) throws IOException {
        Repetition repetition = new Repetition(list, place.shown() + "/plans/" + place.name(), results.all());
        for (RowResult result : results.all()) {
            repetition.write(result, place.folder().child("plans").child(place.name()));
        }
        Map<String, String> pictures = new LinkedHashMap<>();
        curves(results, pictures);
        filters(results, pictures);
        write(place.document(), ReportText.of(list, results, repetition, new Frame(place.name(), command, date, pictures))
                .getBytes(StandardCharsets.UTF_8));
    }

    private void write(String file, byte[] content) throws IOException {
        place.folder().child(file).writeAtomically(out -> out.write(content));
    }

    private void curves(CurrentResults results, Map<String, String> pictures) throws IOException {
        for (Map.Entry<String, List<String>> chart : list.curves().entrySet()) {
            List<Series> series = new ArrayList<>();
            for (String row : chart.getValue()) {
                results.finished(row).stream().min(WHOLE_FIRST).map(result -> result.training().curve())
                        .filter(curve -> !curve.epochs().isEmpty()).ifPresent(curve -> series.add(series(row, curve)));
            }
            if (!series.isEmpty()) {
                String file = "%s-curves-%s.svg".formatted(place.name(), chart.getKey());
                write(file, CurveFile.of(new Chart("training error: " + chart.getKey(), "%", series))
                        .getBytes(StandardCharsets.UTF_8));
                pictures.put("Training error by epoch: " + chart.getKey(), file);
            }
        }
    }

    private static Series series(String row, Curve curve) {
        return new Series(row, curve.epochs(), curve.percent());
    }

    private void filters(CurrentResults results, Map<String, String> pictures) throws IOException {
        for (String row : list.filters()) {
            Optional<RowResult> first = results.finished(row).stream().findFirst();
            if (first.isEmpty()) {
                continue;
            }
            String file = "%s-filters-%s.png".formatted(place.name(), row);
            Optional<Model> model = models.of(first.get().training());
            Optional<Picture> picture = model.flatMap(found -> Pictures.filters(found.net(), found.shape()));
            if (picture.isPresent()) {
                write(file, picture.get().png());
            }
            // The picture of a model that was deleted since stays.
            if (place.folder().child(file).exists()) {
                pictures.put("Filters of the first layer: " + row, file);
            }
        }
    }
}
