package org.beliefgrid.cli;

import java.io.IOException;
import java.util.List;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.data.table.SurveyWork;
import org.beliefgrid.jobs.SurveyJob;

/** The members of the standing grid that the options name, as readers of tables; it is connected to when there is a table. */
final class TableReading implements SplitReading, AutoCloseable {
    private final GridOptions options;
    private TrainingGrid grid;

    private TableReading(GridOptions options) {
        this.options = options;
    }

    static TableReading of(GridOptions options) {
        return new TableReading(options);
    }

    /** The members; null without a standing grid, where this process has all the threads. */
    SplitReading members() {
        return options.standing() ? this : null;
    }

    @Override
    public List<byte[]> read(SurveyWork work) throws IOException {
        if (grid == null) {
            grid = options.cluster().connect();
        }
        return new SurveyJob(grid.access()).read(work);
    }

    @Override
    public void close() {
        if (grid != null) {
            grid.close();
        }
    }
}
