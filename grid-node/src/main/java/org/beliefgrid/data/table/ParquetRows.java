package org.beliefgrid.data.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;

/**
 * The rows of a Parquet file's row groups that begin in a split. Only columns that the layout has are read. The hash is of
 * their values, whatever their compression. A null is a missing value, and so is a NaN.
 */
final class ParquetRows implements Rows {
    private final Split split;
    private final TableLayout layout;
    private final ParquetFileReader file;
    private final MessageType wanted;
    private final MessageDigest digest = LineReader.sha256();
    private final Set<String> missingAs;
    private final RawRow passed;
    private ByteBuffer bytes;
    private ParquetColumn[] numbers = new ParquetColumn[0];
    private ParquetColumn[] texts = new ParquetColumn[0];
    /** Null if there is none. */
    private ParquetColumn label;
    private long left;
    private long rows;

    /** @throws BadInputException if the file cannot be read, or has other columns than the layout, or kinds of columns */
    ParquetRows(Split split, TableLayout layout) throws IOException {
        this.split = split;
        this.layout = layout;
        missingAs = Set.copyOf(layout.schema().missingAs());
        passed = new RawRow(layout.numbers().length, layout.texts().length);
        bytes = ByteBuffer.allocate(Math.multiplyExact(Long.BYTES, layout.numbers().length + layout.texts().length + 1));
        file = open(split);
        try {
            wanted = wanted(file.getFooter().getFileMetaData().getSchema());
            file.setRequestedSchema(wanted);
        } catch (IOException e) {
            file.close();
            throw e;
        } catch (RuntimeException e) {
            file.close();
            throw damaged(split, e);
        }
    }

    private static ParquetFileReader open(Split split) throws IOException {
        ParquetReadOptions options = new ParquetReadOptions.Builder(new PlainParquetConfiguration())
                .withRange(split.from(), split.to()).build();
        try {
            return ParquetFileReader.open(new LocationInput(Location.of(split.file())), options);
        } catch (BadInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(split, e);
        }
    }

    /** A split for each row group of a file. */
    static List<Split> splits(Location place) throws IOException {
        Split all = Split.whole(place);
        List<Split> splits = new ArrayList<>();
        try (ParquetFileReader file = open(all)) {
            List<BlockMetaData> groups = file.getRowGroups();
            for (int group = 0; group < groups.size(); group++) {
                long from = group == 0 ? 0 : groups.get(group).getStartingPos();
                long to = group + 1 == groups.size() ? Long.MAX_VALUE : groups.get(group + 1).getStartingPos();
                splits.add(new Split(all.file(), from, to, false));
            }
        }
        return splits.isEmpty() ? List.of(all) : splits;
    }

    /** Names of the columns. */
    static List<String> header(Split first) throws IOException {
        try (ParquetFileReader file = open(first)) {
            return file.getFooter().getFileMetaData().getSchema().getFields().stream().map(Type::getName).toList();
        }
    }

    private MessageType wanted(MessageType schema) throws BadInputException {
        List<String> found = schema.getFields().stream().map(Type::getName).toList();
        if (!found.equals(layout.header())) {
            throw new BadInputException("%s: its columns are %s, expected those of the first file, %s".formatted(split.file(),
                    RawRow.shown(found.toString()), RawRow.shown(layout.header().toString())));
        }
        List<Type> columns = new ArrayList<>();
        for (int place : layout.numbers()) {
            columns.add(readable(schema.getType(place), true));
        }
        for (int place : layout.texts()) {
            columns.add(readable(schema.getType(place), false));
        }
        if (layout.label() >= 0) {
            columns.add(readable(schema.getType(layout.label()), false));
        }
        return new MessageType(schema.getName(), columns);
    }

    private Type readable(Type column, boolean asNumber) throws BadInputException {
        ParquetColumn.requireReadable(split.file() + ": column " + column.getName(), column, asNumber);
        return column;
    }

    @Override
    public boolean next(RawRow row) throws IOException {
        try {
            if (left == 0 && !nextGroup()) {
                return false;
            }
            read(row);
        } catch (ParquetRuntimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw damaged(split, e);
        }
        left--;
        rows++;
        hash(row);
        return true;
    }

    private void read(RawRow row) {
        row.problem = null;
        for (int index = 0; index < numbers.length; index++) {
            row.numbers[index] = numbers[index].number();
            if (Math.abs(row.numbers[index]) > Float.MAX_VALUE && row.problem == null) {
                row.problem = "column %s is %s, expected a number of at most 3.4e38".formatted(layout.number(index),
                        row.numbers[index]);
            }
        }
        for (int index = 0; index < texts.length; index++) {
            row.texts[index] = present(texts[index].text());
        }
        row.label = label == null ? null : present(label.text());
    }

    private String present(String text) {
        return text == null || missingAs.contains(text) ? null : text;
    }

    private boolean nextGroup() throws IOException {
        PageReadStore pages;
        do {
            try {
                pages = file.readNextRowGroup();
            } catch (IOException e) {
                throw damaged(split, e);
            }
            if (pages == null) {
                return false;
            }
            left = pages.getRowCount();
        } while (left == 0);
        ColumnReadStoreImpl columns = new ColumnReadStoreImpl(pages, new NoConverter(), wanted,
                file.getFooter().getFileMetaData().getCreatedBy());
        ParquetColumn[] all = wanted.getColumns().stream().map((ColumnDescriptor column) ->
                new ParquetColumn(columns.getColumnReader(column))).toArray(ParquetColumn[]::new);
        int firstText = layout.numbers().length;
        int behindTexts = firstText + layout.texts().length;
        numbers = Stream.of(all).limit(firstText).toArray(ParquetColumn[]::new);
        texts = Stream.of(all).skip(firstText).limit(layout.texts().length).toArray(ParquetColumn[]::new);
        label = layout.label() < 0 ? null : all[behindTexts];
        return true;
    }

    private void hash(RawRow row) {
        bytes.clear();
        for (double number : row.numbers) {
            bytes.putLong(Double.doubleToLongBits(number));
        }
        for (String text : row.texts) {
            hash(text);
        }
        hash(row.label);
        digest.update(bytes.array(), 0, bytes.position());
    }

    private void hash(String text) {
        byte[] content = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        int needed = Integer.BYTES + content.length;
        if (bytes.remaining() < needed + Long.BYTES) {
            ByteBuffer larger = ByteBuffer.allocate(2 * (bytes.position() + needed + Long.BYTES));
            bytes = larger.put(bytes.flip());
        }
        bytes.putInt(text == null ? -1 : content.length).put(content);
    }

    @Override
    public boolean pass() throws IOException {
        return next(passed);
    }

    @Override
    public long lines() {
        return rows;
    }

    @Override
    public List<byte[]> pieces() {
        return List.of(digest.digest());
    }

    private static BadInputException damaged(Split split, Exception failure) {
        return new BadInputException("%s: cannot be read as a Parquet file: %s".formatted(split.file(),
                RawRow.shown(String.valueOf(failure.getMessage()))), failure);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Columns are read one by one, so nobody takes their values from Parquet's own rows. */
    private static final class NoConverter extends GroupConverter {
        @Override
        public Converter getConverter(int field) {
            return new PrimitiveConverter() {
            };
        }

        @Override
        public void start() {
            // Nobody asks.
        }

        @Override
        public void end() {
            // Nobody asks.
        }
    }
}
