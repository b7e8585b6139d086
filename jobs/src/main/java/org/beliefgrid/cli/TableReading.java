package org.beliefgrid.cli;

import java.io.IOException;
import java.util.List;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.data.table.SurveyWork;
import org.beliefgrid.jobs.SurveyJob;

/** The members of the standing grid that the options name, as readers of tables; it is connected to when there is a table. */
final class TableReading implements SplitReading, AutoCloseable {
    private final GridOptions options;
    private final CtrlC signals;
    private TrainingGrid grid;

    private TableReading(GridOptions options, CtrlC signals) {
        this.options = options;
        this.signals = signals;
    }

    /** @param signals by which the members are told to stop while they read; before and after that, the process just ends */
    static TableReading of(GridOptions options, CtrlC signals) {
        return new TableReading(options, signals);
    }

    /** The members; null without a standing grid, where this process has all the threads. */
    SplitReading members() {
        return options.standing() ? this : null;
    }

    /** @throws java.util.concurrent.CancellationException after a signal */
    @Override
    public List<byte[]> read(SurveyWork work) throws IOException {
        if (grid == null) {
            grid = options.cluster().connect();
        }
        SurveyJob job = new SurveyJob(grid.access());
        signals.onSignal(job::cancel);
        List<byte[]> found = job.read(work);
        signals.endAtOnce();
        return found;
    }

    @Override
    public void close() {
        if (grid != null) {
            grid.close();
        }
    }
}
