package org.beliefgrid.data;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.data.table.SurveyedTable;
import org.beliefgrid.data.table.TableCases;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.store.Location;

/**
 * Where cases come from, small enough to send to the members, who open it themselves. A {@link Serializable} because Jet
 * ships what its sources capture that way.
 */
public sealed interface SourceSpec extends Serializable {
    /** Opens the source; what can be checked at once is checked. */
    CaseSource open() throws IOException;

    /** Whether only the process that named it can read it: a path on its own disk. */
    boolean isLocal();

    /** Its kind and what names it, whatever folder a process works in; {@link #of} reads it back. */
    List<String> words();

    /**
     * The same, whatever folder a process works in.
     *
     * @param where it stands, for messages
     */
    default SourceSpec anywhere(String where) throws BadInputException {
        return of(words(), where);
    }

    /** How rows of a table become cases; empty if the cases are images. */
    default Optional<TableInput> table() {
        return Optional.empty();
    }

    /**
     * The source that words name; tables are read first, see {@link org.beliefgrid.data.table.TableSurvey}.
     *
     * @param words what {@link #words} gave
     * @param where they stand, for messages
     * @throws BadInputException if they name none
     */
    static SourceSpec of(List<String> words, String where) throws BadInputException {
        try {
            if (words.size() == 4 && words.get(0).equals("idx")) {
                return new Idx(words.get(1), words.get(2), Integer.parseInt(words.get(3)));
            }
            if (words.size() == 4 && words.get(0).equals("digits")) {
                return new Digits(Long.parseLong(words.get(1)), Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3)));
            }
        } catch (NumberFormatException e) {
            throw new BadInputException("%s: a number of a source is none: %s".formatted(where, words), e);
        }
        throw new BadInputException("%s: must be idx IMAGES LABELS CLASSES or digits SEED FIRST CASES, was %s".formatted(where,
                words));
    }

    private static String absolute(String location) {
        Location file = Location.of(location);
        return file.isLocal() ? Path.of(file.toString()).toAbsolutePath().normalize().toString() : file.toString();
    }

    /**
     * IDX files.
     *
     * @param images location of the image file
     * @param labels location of the label file, or empty where there is none
     * @param classes number of classes that labels may name
     */
    record Idx(String images, String labels, int classes) implements SourceSpec {
        @Override
        public CaseSource open() throws IOException {
            return IdxCases.open(Location.of(images), labels.isEmpty() ? null : Location.of(labels), classes);
        }

        @Override
        public boolean isLocal() {
            return Location.of(images).isLocal();
        }

        @Override
        public List<String> words() {
            return List.of("idx", absolute(images), labels.isEmpty() ? "" : absolute(labels), String.valueOf(classes));
        }
    }

    /**
     * A table after its first reading.
     *
     * @param data its files, as the user named them
     * @param survey bytes of a {@link SurveyedTable}
     */
    record Table(String data, byte[] survey) implements SourceSpec {
        /** First of the {@link #words} of a table. */
        public static final String KIND = "table";

        /** What a first reading found. */
        public static Table of(String data, SurveyedTable table) {
            return new Table(data, table.bytes());
        }

        /** What the first reading found. */
        public SurveyedTable surveyed() {
            try {
                return SurveyedTable.of(survey);
            } catch (IOException e) {
                throw new UncheckedIOException("reading from memory", e);
            }
        }

        @Override
        public CaseSource open() throws IOException {
            return TableCases.of(surveyed());
        }

        @Override
        public boolean isLocal() {
            return Location.of(data).isLocal();
        }

        @Override
        public Optional<TableInput> table() {
            return Optional.of(surveyed().input());
        }

        @Override
        public SourceSpec anywhere(String where) {
            return new Table(absolute(data), survey);
        }

        /** {@code table}, the files and the schema, from which the table can be read again. */
        @Override
        public List<String> words() {
            return List.of(KIND, absolute(data), TableSchemaText.write(surveyed().input().schema()));
        }
    }

    /**
     * Digits that the program draws.
     *
     * @param seed of the drawing
     * @param first number of the first image
     * @param cases number of images
     */
    record Digits(long seed, int first, int cases) implements SourceSpec {
        @Override
        public CaseSource open() {
            return new DigitCases(seed, first, cases);
        }

        @Override
        public boolean isLocal() {
            return false;
        }

        @Override
        public List<String> words() {
            return List.of("digits", String.valueOf(seed), String.valueOf(first), String.valueOf(cases));
        }
    }
}
