package org.beliefgrid.jobs.backtest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.jobs.backtest.Distribution.Part;
import org.beliefgrid.metrics.Shares;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.scoring.Classifier;

/**
 * Finds the {@link Distribution} of rows: of all of them, or of every so-and-so-many-th where there are more than
 * {@link #MOST_ROWS}. Columns are looked at as the network gets them: scaled, which changes no share of a tenth, and with what
 * the schema puts for missing values.
 */
public final class DistributionSurvey {
    /** Rows that are looked at, or a few more. */
    public static final int MOST_ROWS = 50_000;
    private static final int MOST_VALUES = 16 * 1024 * 1024;
    private static final int BYTE_MOST = 255;

    private final Model model;
    private final CaseSource source;
    private final String name;
    private final int units;
    private final float[] values;
    private int rows;

    private DistributionSurvey(Model model, CaseSource source, String name) throws IOException {
        this.model = model;
        this.source = source;
        this.name = name;
        units = source.visible();
        if (units != model.net().visible()) {
            throw new BadInputException("%s: %s, the model takes %s".formatted(name, source.size(), model.shape()));
        }
        int most = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / units));
        int stride = (source.cases() + most - 1) / most;
        values = new float[(source.cases() + stride - 1) / stride * units];
        source.scan(row -> row % stride == 0, (row, pixels, label) -> take(pixels));
    }

    /** The distribution of the rows that a model learned from, or of others in its place: bins are theirs. */
    public static Distribution of(Model model, CaseSource source, String name) throws IOException {
        return new DistributionSurvey(model, source, name).find((part, found) -> Shares.ofNumbers(found), List.of(), List.of());
    }

    /**
     * The distribution of other rows, in the bins of a first.
     *
     * @throws BadInputException if the first is one of another model
     */
    public static Distribution of(Model model, CaseSource source, String name, Distribution first) throws IOException {
        if (!first.modelSha256().equals(model.net().sha256())) {
            throw new BadInputException("the distribution of %s is of a model with modelSha256 %s, not %s"
                    .formatted(first.data(), first.modelSha256(), model.net().sha256()));
        }
        return new DistributionSurvey(model, source, name).find((part, found) -> part.orElseThrow().shares().ofOthers(found),
                first.columns(), first.scores());
    }

    private void take(byte[] pixels) {
        if (source.encoding() == ValueEncoding.FLOATS) {
            ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values, rows * units, units);
        } else {
            for (int unit = 0; unit < units; unit++) {
                values[rows * units + unit] = (pixels[unit] & BYTE_MOST) / (float) BYTE_MOST;
            }
        }
        rows++;
    }

    private Distribution find(BiFunction<Optional<Part>, double[], Shares> numbers, List<Part> columns, List<Part> scores) {
        List<Part> foundColumns = new ArrayList<>();
        int unit = 0;
        for (Column column : model.table().map(TableInput::columns).orElse(List.of())) {
            Optional<Part> first = part(columns, foundColumns.size());
            foundColumns.add(new Part(column.name(), column.isCategorical() ? names(column, unit)
                    : numbers.apply(first, every(values, unit, units))));
            unit += column.units();
        }
        List<Part> foundScores = new ArrayList<>();
        int classes = model.net().classes();
        if (classes > 0) {
            float[] probabilities = probabilities();
            for (int label = classes == 2 ? 1 : 0; label < classes; label++) {
                foundScores.add(new Part(model.className(label), numbers.apply(part(scores, foundScores.size()),
                        every(probabilities, label, classes))));
            }
        }
        return new Distribution(Distribution.FORMAT, model.net().sha256(), name, rows, foundColumns, foundScores);
    }

    private static Optional<Part> part(List<Part> parts, int index) {
        return index < parts.size() ? Optional.of(parts.get(index)) : Optional.empty();
    }

    private float[] probabilities() {
        try (Classifier classifier = new Classifier(model.net())) {
            return classifier.probabilities(rows, (index, out, offset) -> System.arraycopy(values, index * units, out, offset,
                    units));
        }
    }

    private double[] every(float[] all, int first, int step) {
        double[] found = new double[rows];
        for (int row = 0; row < rows; row++) {
            found[row] = all[row * step + first];
        }
        return found;
    }

    /** A row whose unit of no name is 1 has no value, or one that is not known. */
    private Shares names(Column column, int first) {
        long[] counts = new long[column.units() + 1];
        for (int row = 0; row < rows; row++) {
            int name = 0;
            while (name < column.units() && values[row * units + first + name] != 1) {
                name++;
            }
            counts[name]++;
        }
        return Shares.ofNames(column.categories(), counts);
    }
}
