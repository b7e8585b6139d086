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
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchema.Feature;
import org.beliefgrid.store.Location;

/**
 * The first reading of a table: counts rows, and finds scales, categories and classes. Splits are read side by side, by as many
 * threads as there are cores, and what they give is put together in their order. No number depends on how the files are split.
 */
public final class TableSurvey {
    private final List<Split> splits;
    private final CsvLayout layout;
    private final int files;

    private TableSurvey(List<Split> splits, CsvLayout layout, int files) {
        this.splits = splits;
        this.layout = layout;
        this.files = files;
    }

    /**
     * Reads training rows.
     *
     * @param data files, as {@link TableFiles#of} takes them
     * @param schema how to read them
     * @throws BadInputException if they cannot be read as the schema says
     */
    public static SurveyedTable ofTraining(String data, TableSchema schema) throws IOException {
        List<Location> files = TableFiles.of(data);
        List<Split> splits = splits(files);
        CsvLayout layout = CsvLayout.of(splits.get(0).file(), CsvRows.header(splits.get(0), schema.separator()), schema);
        TableSurvey survey = new TableSurvey(splits, layout, files.size());
        SplitSurvey all = new SplitSurvey(layout);
        List<SplitSurvey> found = survey.read((split, row, label) -> true, all);
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
     */
    public static SurveyedTable withoutHeldOut(SurveyedTable table, CaseSelection selection) throws IOException {
        List<SurveyedSplit> before = table.splits();
        List<Split> splits = before.stream().map(SurveyedSplit::split).toList();
        TableSchema schema = table.input().schema();
        CsvLayout layout = CsvLayout.of(splits.get(0).file(), CsvRows.header(splits.get(0), schema.separator()), schema);
        TableSurvey survey = new TableSurvey(splits, layout, table.counts().files());
        List<String> classes = table.input().classes();
        SplitSurvey all = new SplitSurvey(layout);
        List<SplitSurvey> found = survey.read((split, row, label) -> !selection.isHeldOut(before.get(split).firstRow() + row,
                label == null ? CaseSource.UNLABELLED : classes.indexOf(label)), all);
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
     * @throws BadInputException if they cannot be read so
     */
    public static SurveyedTable ofOthers(String data, TableInput input) throws IOException {
        List<Location> files = TableFiles.of(data);
        List<Split> splits = splits(files);
        List<String> header = CsvRows.header(splits.get(0), input.schema().separator());
        CsvLayout known = CsvLayout.of(splits.get(0).file(), header, input);
        TableSchema schema = input.schema();
        TableSchema closed = new TableSchema(schema.format(), schema.separator(), known.features(), List.of(), schema.label(),
                input.classes(), schema.missing(), schema.missingAs(), schema.scale(), schema.malformed(),
                        schema.classWeights());
        CsvLayout layout = known.withSchema(closed);
        TableSurvey survey = new TableSurvey(splits, layout, files.size());
        SplitSurvey all = new SplitSurvey(layout);
        List<SplitSurvey> found = survey.read((split, row, label) -> true, all);
        survey.requireReadable(found);
        return survey.table(found, input, false, all);
    }

    private static List<Split> splits(List<Location> files) throws IOException {
        List<Split> splits = new ArrayList<>();
        for (Location file : files) {
            splits.addAll(Split.of(file));
        }
        return splits;
    }

    /** Says which rows count. */
    @FunctionalInterface
    private interface Counting {
        boolean counts(int split, int row, String label);
    }

    /** @param all takes in the columns of all splits */
    private List<SplitSurvey> read(Counting counting, SplitSurvey all) throws IOException {
        ExecutorService readers = Executors.newFixedThreadPool(Math.min(splits.size(),
                Runtime.getRuntime().availableProcessors()));
        try {
            List<Future<SplitSurvey>> running = new ArrayList<>();
            for (int number = 0; number < splits.size(); number++) {
                int split = number;
                running.add(readers.submit(() -> new SplitSurvey(layout).read(splits.get(split),
                        (row, label) -> counting.counts(split, row, label))));
            }
            List<SplitSurvey> found = new ArrayList<>();
            for (Future<SplitSurvey> one : running) {
                SplitSurvey next = one.get();
                found.add(next);
                all.take(next);
                if (next.tally().isFatal()) {
                    break;
                }
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading " + splits.get(0).file() + " was interrupted");
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
