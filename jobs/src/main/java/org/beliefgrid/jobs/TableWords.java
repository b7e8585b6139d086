package org.beliefgrid.jobs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunState;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.store.TableInputBytes;

/**
 * The words by which the description of a run names its cases, so that another process can go on with it. Rows of a table that
 * are read as those of the model to start from were have that model's columns as a fourth word, packed: the model may be gone
 * by then.
 */
final class TableWords {
    /** Most characters of the packed columns; with more of them, some 40,000 numbers, the model must still be there. */
    private static final int LONGEST = RunState.LONGEST / 2;
    /** Kind, files and schema stand before them. */
    private static final int PACKED = 3;

    private TableWords() {
    }

    /** Words for the cases to learn from. */
    static List<String> training(SourceSpec cases, Optional<StartingModel> from) {
        List<String> words = new ArrayList<>(cases.words());
        if (cases instanceof SourceSpec.Table) {
            from.flatMap(start -> start.model().table()).map(TableWords::packed).filter(packed -> packed.length() <= LONGEST)
                    .ifPresent(words::add);
        }
        return words;
    }

    /** Words for the cases to evaluate on. Rows are read by the schema of those to learn from, which stands with these. */
    static List<String> test(Sources sources) {
        List<String> words = sources.test().map(SourceSpec::words).orElse(List.of());
        return sources.training() instanceof SourceSpec.Table && !words.isEmpty() ? words.subList(0, 2) : words;
    }

    /**
     * The columns of the model that the run started from.
     *
     * @return empty if they do not stand there
     * @throws BadInputException if they are damaged
     */
    static Optional<TableInput> columns(RunDescription description) throws IOException {
        if (description.training().size() <= PACKED) {
            return Optional.empty();
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(
                Base64.getDecoder().decode(description.training().get(PACKED))))) {
            return Optional.of(TableInputBytes.read(in.readAllBytes()));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException("run %s: the columns of the model that it started from are damaged: %s".formatted(
                    description.run(), e.getMessage()), e);
        }
    }

    private static String packed(TableInput input) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(TableInputBytes.write(input));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
