package org.beliefgrid.data.table;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchema.Feature;
import org.beliefgrid.store.Location;

/**
 * The first reading of a table: counts rows, and finds scales, categories and classes. Splits are read side by side, by
 * threads of this process or by the members of a grid, and what they give is put together in their order. No number depends on
 * how the files are split.
 */
public final class TableSurvey {
    private final List<Split> splits;
    private final TableLayout layout;
    private final int files;

    private TableSurvey(List<Split> splits, TableLayout layout, int files) {
        this.splits = splits;
        this.layout = layout;
        this.files = files;
    }

    /** Reads training rows with threads of this process, as {@link #ofTraining(String, TableSchema, SplitReading)} does. */
    public static SurveyedTable ofTraining(String data, TableSchema schema) throws IOException {
        return ofTraining(data, schema, null);
    }

    /** Reads other rows with threads of this process, as {@link #ofOthers(String, TableInput, SplitReading)} does. */
    public static SurveyedTable ofOthers(String data, TableInput input) throws IOException {
        return ofOthers(data, input, null);
    }

    /**
     * Reads training rows.
     *
     * @param data files, as {@link TableFiles#of} takes them
     * @param asked how to read them
     * @param reading who reads; null for threads of this process, one a core
     * @throws BadInputException if they cannot be read as the schema says
     */
    public static SurveyedTable ofTraining(String data, TableSchema asked, SplitReading reading) throws IOException {
        List<Location> files = TableFiles.of(data);
        List<Split> splits = splits(FileKind.of(asked), files);
        TableSchema schema = withColumns(asked, splits);
        TableLayout layout = TableLayout.of(splits.get(0).file(), FileKind.of(schema).header(splits.get(0), schema), schema);
        TableSurvey survey = new TableSurvey(splits, layout, files.size());
        SplitSurvey all = new SplitSurvey(layout);
        List<SplitSurvey> found = read(SurveyWork.of(splits, layout, false), reading, all);
        survey.requireReadable(found);
        List<String> classes = schema.label().isEmpty() ? List.of()
                : schema.classes().isEmpty() ? all.labels().sorted() : schema.classes();
        if (classes.size() == 1) {
            throw new BadInputException("%s: column %s has one class only, %s, expected two or more".formatted(data,
                    schema.label(),
                    classes));
        }
        return survey.table(found, survey.input(all, classes), true, all);
    }

    /**
     * Reads training rows once more, for scales of those that are not held out.
     *
     * @param table the first reading
     * @param selection what is held out
     * @param reading as above
     */
    public static SurveyedTable withoutHeldOut(SurveyedTable table, CaseSelection selection, SplitReading reading)
            throws IOException {
        List<SurveyedSplit> before = table.splits();
        List<Split> splits = before.stream().map(SurveyedSplit::split).toList();
        TableSchema schema = table.input().schema();
        TableLayout layout = TableLayout.of(splits.get(0).file(), FileKind.of(schema).header(splits.get(0), schema), schema);
        TableSurvey survey = new TableSurvey(splits, layout, table.counts().files());
        List<String> classes = table.input().classes();
        SplitSurvey all = new SplitSurvey(layout);
        SurveyWork work = SurveyWork.of(splits, layout, false).withoutHeldOut(
                before.stream().mapToInt(SurveyedSplit::firstRow).toArray(), selection, classes);
        List<SplitSurvey> found = read(work, reading, all);
        survey.requireReadable(found);
        SurveyedTable fitted = survey.table(found, survey.input(all, classes), true, all);
        if (!fitted.fingerprint().equals(table.fingerprint())) {
            throw new BadInputException("%s: was changed while it was read".formatted(splits.get(0).file()));
        }
        return fitted;
    }

    /**
     * Reads other rows of a kind that is known, to test with.
     *
     * @param data files, as {@link TableFiles#of} takes them
     * @param input as the training rows gave it
     * @param reading as above
     * @throws BadInputException if they cannot be read so
     */
    public static SurveyedTable ofOthers(String data, TableInput input, SplitReading reading) throws IOException {
        List<Location> files = TableFiles.of(data);
        List<Split> splits = splits(FileKind.of(input.schema()), files);
        List<String> header = FileKind.of(input.schema()).header(splits.get(0), input.schema());
        TableLayout known = TableLayout.of(splits.get(0).file(), header, input);
        TableSchema schema = input.schema();
        TableSchema closed = schema.closed(known.features(), input.classes());
        TableLayout layout = known.withSchema(closed);
        TableSurvey survey = new TableSurvey(splits, layout, files.size());
        SplitSurvey all = new SplitSurvey(layout);
        List<SplitSurvey> found = read(SurveyWork.of(splits, layout, true), reading, all);
        survey.requireReadable(found);
        return survey.table(found, input, false, all);
    }

    private static List<Split> splits(FileKind kind, List<Location> files) throws IOException {
        List<Split> splits = new ArrayList<>();
        for (Location file : files) {
            splits.addAll(kind.splits(file));
        }
        return splits;
    }

    /** Files in LIBSVM's format do not say how many columns there are. */
    private static TableSchema withColumns(TableSchema schema, List<Split> splits) throws IOException {
        if (schema.format() != TableSchema.Format.LIBSVM || schema.columns() > 0) {
            return schema;
        }
        int largest = 0;
        for (Split split : splits) {
            try (LineReader lines = new LineReader(split)) {
                while (lines.next()) {
                    largest = Math.max(largest, SvmParser.largestIndex(lines.buffer(), lines.start(), lines.end()));
                }
            }
        }
        if (largest < 1 || largest > LineRows.MOST_COLUMNS) {
            throw new BadInputException("%s: the largest index of a column is %d, expected 1 to %d".formatted(
                    splits.get(0).file(), largest, LineRows.MOST_COLUMNS));
        }
        return schema.withColumns(largest);
    }

    /**
     * @param reading who reads; null for threads of this process
     * @param all takes in the columns of all splits
     */
    private static List<SplitSurvey> read(SurveyWork work, SplitReading reading, SplitSurvey all) throws IOException {
        if (reading == null) {
            return readHere(work, all);
        }
        List<SplitSurvey> found = new ArrayList<>();
        for (byte[] survey : reading.read(work)) {
            found.add(work.found(survey));
            all.take(found.get(found.size() - 1));
            if (found.get(found.size() - 1).tally().isFatal()) {
                break;
            }
        }
        return found;
    }

    private static List<SplitSurvey> readHere(SurveyWork work, SplitSurvey all) throws IOException {
        ExecutorService readers = Executors.newFixedThreadPool(Math.min(work.splits(),
                Runtime.getRuntime().availableProcessors()));
        try {
            List<Future<SplitSurvey>> running = new ArrayList<>();
            for (int number = 0; number < work.splits(); number++) {
                int split = number;
                running.add(readers.submit(() -> work.read(split)));
            }
            List<SplitSurvey> found = new ArrayList<>();
            for (int number = 0; number < running.size(); number++) {
                SplitSurvey next = running.set(number, null).get();
                found.add(next);
                all.take(next);
                if (next.tally().isFatal()) {
                    break;
                }
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading " + work.all().get(0).file() + " was interrupted");
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        } finally {
            readers.shutdownNow();
        }
    }

    private static IOException unwrapped(Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        throw new IllegalStateException(cause);
    }

    private void requireReadable(List<SplitSurvey> found) throws BadInputException {
        long rows = 0;
        long lines = 0;
        for (int number = 0; number < found.size(); number++) {
            Split split = splits.get(number);
            lines = split.isFirst() ? 0 : lines;
            RowTally tally = found.get(number).tally();
            if (tally.isFatal()) {
                throw new BadInputException(tally.firstMalformed(split.file(), lines));
            }
            lines += found.get(number).lines();
            rows += tally.rows();
        }
        if (rows == 0 || rows > Integer.MAX_VALUE) {
            throw new BadInputException("%s: %d rows that can be cases, expected 1 to %d".formatted(splits.get(0).file(), rows,
                    Integer.MAX_VALUE));
        }
    }

    private TableInput input(SplitSurvey all, List<String> classes) throws BadInputException {
        List<Column> columns = new ArrayList<>();
        int number = 0;
        int text = 0;
        for (Feature feature : layout.features()) {
            columns.add(feature.categorical() ? all.text(text++).column(feature.name(), feature.categories(), layout.schema())
                    : all.number(number++).column(feature.name(), layout.schema()));
        }
        return new TableInput(layout.schema(), columns, classes);
    }

    private SurveyedTable table(List<SplitSurvey> found, TableInput input, boolean own, SplitSurvey all) {
        List<SurveyedSplit> surveyed = new ArrayList<>();
        MessageDigest content = LineReader.sha256();
        long lines = 0;
        int rows = 0;
        for (int number = 0; number < found.size(); number++) {
            SplitSurvey one = found.get(number);
            lines = splits.get(number).isFirst() ? 0 : lines;
            MessageDigest ofSplit = LineReader.sha256();
            one.pieces().forEach(piece -> {
                content.update(piece);
                ofSplit.update(piece);
            });
            surveyed.add(new SurveyedSplit(splits.get(number), rows, (int) one.tally().rows(), lines,
                    HexFormat.of().formatHex(ofSplit.digest()), one.everyLine()));
            lines += one.lines();
            rows += (int) one.tally().rows();
        }
        long[] classCounts = input.classes().stream().mapToLong(all.labels()::count).toArray();
        return new SurveyedTable(surveyed, input, own, layout.label() >= 0, counts(found, surveyed), classCounts,
                "rows sha256:" + HexFormat.of().formatHex(content.digest()));
    }

    private TableCounts counts(List<SplitSurvey> found, List<SurveyedSplit> surveyed) {
        long rows = 0;
        long malformed = 0;
        long skipped = 0;
        String firstMalformed = "";
        String firstSkipped = "";
        for (int number = 0; number < found.size(); number++) {
            RowTally tally = found.get(number).tally();
            SurveyedSplit at = surveyed.get(number);
            if (malformed == 0 && tally.malformed() > 0) {
                firstMalformed = tally.firstMalformed(at.split().file(), at.linesBefore());
            }
            if (skipped == 0 && tally.skipped() > 0) {
                firstSkipped = tally.firstSkipped(at.split().file(), at.linesBefore());
            }
            rows += tally.rows();
            malformed += tally.malformed();
            skipped += tally.skipped();
        }
        return new TableCounts(files, rows, malformed, firstMalformed, skipped, firstSkipped);
    }
}
