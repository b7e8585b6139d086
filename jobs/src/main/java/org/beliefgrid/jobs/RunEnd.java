package org.beliefgrid.jobs;

import com.hazelcast.jet.Job;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.beliefgrid.grid.RunRecord;

/**
 * Waits for the end of a run. Its job's end is told by the member that coordinates the job, and that may be one that stood
 * still and was given up: when it wakes, it tells how the job ended for itself, while the others have started it again. A run
 * is over when its record says so, or when no job of it goes on.
 */
final class RunEnd {
    private static final int MOST_ENDS = 10;

    private final Function<Throwable, RunRecord> lastRecord;
    private final Supplier<Optional<Job>> goesOn;

    /**
     * @param lastRecord the run's record when its job has ended, given what the job failed with, which may be null
     * @param goesOn the run's job, if there is one that has begun and not ended
     */
    RunEnd(Function<Throwable, RunRecord> lastRecord, Supplier<Optional<Job>> goesOn) {
        this.lastRecord = lastRecord;
        this.goesOn = goesOn;
    }

    /**
     * How a run ended.
     *
     * @param record of the run; it is still running if its job was stopped
     * @param failure of the job; null if it did not fail
     */
    record End(RunRecord record, Throwable failure) {
    }

    /**
     * Waits.
     *
     * @throws java.util.concurrent.CancellationException if the job was cancelled
     */
    End of(Job job) {
        End end = ofOne(job);
        for (int ends = 1; ends < MOST_ENDS && end.record.status() == RunRecord.Status.RUNNING; ends++) {
            Optional<Job> other = goesOn.get();
            if (other.isEmpty()) {
                break;
            }
            end = ofOne(other.get());
        }
        return end;
    }

    private End ofOne(Job job) {
        Throwable failure = null;
        try {
            job.join();
        } catch (CompletionException e) {
            failure = e.getCause();
        }
        return new End(lastRecord.apply(failure), failure);
    }
}
