package org.beliefgrid.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.jobs.scoring.IdxRows;
import org.beliefgrid.jobs.scoring.ModelRef;
import org.beliefgrid.jobs.scoring.ScoreFormat;
import org.beliefgrid.jobs.scoring.ScoreJob;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;

/**
 * A million rows from a file through a network of 500-500-2000 hidden units into a file, as a Jet job in a grid of one member.
 * The rows are the test images of the dataset, again and again.
 */
final class ScoreJobBench {
    private static final int[] UNITS = {784, 500, 500, 2000};
    private static final int SIDE = 28;
    private static final int ROWS = 1_000_000;
    private static final int IMAGES_MAGIC = 0x803;

    private ScoreJobBench() {
    }

    /**
     * @param test images of 28x28
     * @param folder for model, rows and scores, which are removed again
     */
    static Row measure(SourceSpec test, Path folder, int threads) throws IOException {
        Path work = Files.createTempDirectory(Files.createDirectories(folder), "score-");
        Location place = Location.of(work.toString());
        try (EmbeddedGrid grid = EmbeddedGrid.start(1, 1, threads, place)) {
            ModelVersion version = ModelStore.at(place).save("bench", model());
            CaseSource images = test.open();
            Path rows = write(images, ROWS, work.resolve("rows-idx3-ubyte"));
            long start = System.nanoTime();
            ModelRef model = new ModelRef(place.toString(), version.toString(), threads, 1000);
            ScoreJob.submit(grid.first(), new IdxRows(rows.toString()), model, work.resolve("scores").toString(),
                    ScoreFormat.CSV).await();
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("rows", ROWS);
            details.put("testImages", images.cases());
            details.put("seconds", seconds);
            return new Row("score-jet", "scoring a file by a Jet job, reading and writing included", ROWS / seconds,
                    Bound.atLeast(25_000, "rows/s"), details);
        } finally {
            place.delete();
        }
    }

    private static Model model() {
        DeepBeliefNet net = DeepBeliefTraining.net(Networks.start(Networks.fineTuning(Dropout.NONE, UNITS), UNITS), UNITS[0],
                Units.BERNOULLI);
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(UNITS[1], UNITS[2], UNITS[3]));
        return new Model(net, new ImageShape(SIDE, SIDE), plan, new Provenance("random values", "none", 0, 0, 0, 1, 0,
                Moment.now(), "", "", false));
    }

    /**
     * Images of a source in an IDX file, from the first to the last and again from the first.
     *
     * @param rows that the file gets, at least 1
     */
    static Path write(CaseSource source, int rows, Path file) throws IOException {
        int pixels = source.visible();
        byte[] images = new byte[Math.multiplyExact(source.cases(), pixels)];
        source.scan(row -> true, (row, image, label) -> System.arraycopy(image, 0, images, row * pixels, pixels));
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(IMAGES_MAGIC);
            out.writeInt(rows);
            out.writeInt(source.height());
            out.writeInt(source.width());
            for (int written = 0; written < rows; written += source.cases()) {
                out.write(images, 0, Math.min(source.cases(), rows - written) * pixels);
            }
        }
        return file;
    }
}
