package org.beliefgrid.jobs.backtest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Collectors;
import org.beliefgrid.data.table.LabelledLines;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableSchema;

/**
 * The rows of a fold as two files of their own, which is what keeps the future out: scales, categories and means are found by
 * whoever reads the file of the past, and nothing else is in it.
 *
 * @param past rows to learn from
 * @param future rows to be held against
 */
record FoldFiles(Path past, Path future) {
    /**
     * Writes the files of a fold.
     *
     * @param folder that they go into
     * @throws BadInputException if the rows are not those that the folds were made of
     */
    static FoldFiles write(Path folder, int fold, TableSchema schema, String data, RowCatalog rows, Folds folds)
            throws IOException {
        FoldFiles files = new FoldFiles(folder.resolve("fold-%d-past.csv".formatted(fold)),
                folder.resolve("fold-%d-future.csv".formatted(fold)));
        MessageDigest digest = RowCatalog.newDigest();
        int row = 0;
        try (LabelledLines lines = LabelledLines.open(schema, data, "");
                OutputStream past = new BufferedOutputStream(Files.newOutputStream(files.past));
                OutputStream future = new BufferedOutputStream(Files.newOutputStream(files.future))) {
            byte[] header = header(lines.header(), schema.separator());
            past.write(header);
            future.write(header);
            for (; lines.next() && row < rows.rows(); row++) {
                RowCatalog.digest(digest, lines);
                if (folds.learns(fold, row)) {
                    write(past, lines);
                } else if (folds.scores(fold, row)) {
                    write(future, lines);
                }
            }
        }
        if (row != rows.rows() || !RowCatalog.hex(digest).equals(rows.sha256())) {
            throw new BadInputException(data + ": was changed while in use");
        }
        return files;
    }

    private static void write(OutputStream out, LabelledLines lines) throws IOException {
        out.write(lines.buffer(), lines.start(), lines.length());
        out.write('\n');
    }

    private static byte[] header(List<String> names, char separator) {
        return (names.stream().map(name -> "\"" + name.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(String.valueOf(separator))) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    void delete() throws IOException {
        Files.deleteIfExists(past);
        Files.deleteIfExists(future);
    }
}
