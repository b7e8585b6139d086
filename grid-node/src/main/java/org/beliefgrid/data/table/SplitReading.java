package org.beliefgrid.data.table;

import java.io.IOException;
import java.util.List;

/** Who does the work of a first reading: this process, or the members of a grid. */
@FunctionalInterface
public interface SplitReading {
    /**
     * Reads all splits.
     *
     * @return of each split, in order, what {@link SurveyWork#survey} gave; may end behind one whose rows end the reading
     * @throws org.beliefgrid.error.BadInputException if a file cannot be read
     * @throws IOException if the reading failed otherwise
     */
    List<byte[]> read(SurveyWork work) throws IOException;
}
