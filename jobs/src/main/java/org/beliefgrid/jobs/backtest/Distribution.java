package org.beliefgrid.jobs.backtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.metrics.Shares;
import org.beliefgrid.store.Location;

/**
 * How the columns of rows, and the scores that a model gives them, are distributed. Kept as JSON beside the version that
 * learned from the rows.
 *
 * @param format {@link #FORMAT}
 * @param modelSha256 hash of the parameters that gave the scores
 * @param data the rows, as the user named them
 * @param rows how many were looked at
 * @param columns by column of the table, as the network gets it; empty for images
 * @param scores probability of each class; of two classes that of the second alone
 */
public record Distribution(int format, String modelSha256, String data, long rows, List<Part> columns, List<Part> scores) {
    /** Format of the file. */
    public static final int FORMAT = 1;
    private static final int LARGEST = 64 * 1024 * 1024;

    /**
     * A column, or the probability of a class.
     *
     * @param name of the column or class
     * @param shares how its values are distributed
     */
    public record Part(String name, Shares shares) {
    }

    public Distribution {
        columns = List.copyOf(columns);
        scores = List.copyOf(scores);
    }

    /** Writes it, if it is not there. */
    public void write(Location file) throws IOException {
        byte[] text = new ObjectMapper().writeValueAsBytes(this);
        file.writeAtomically(out -> out.write(text));
    }

    /**
     * Reads one.
     *
     * @throws BadInputException if the file is none
     */
    public static Distribution read(Location file) throws IOException {
        byte[] text;
        try (InputStream in = file.open()) {
            text = in.readNBytes(LARGEST);
        }
        try {
            Distribution found = new ObjectMapper().readValue(text, Distribution.class);
            if (found.format != FORMAT) {
                throw new BadInputException("%s: format %d, this build reads %d".formatted(file, found.format, FORMAT));
            }
            return found;
        } catch (JsonProcessingException e) {
            throw new BadInputException("%s: damaged: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }
}
