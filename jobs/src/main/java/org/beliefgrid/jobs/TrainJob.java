package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.core.metrics.Metrics;
import com.hazelcast.jet.pipeline.BatchSource;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.SourceBuilder.SourceBuffer;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.CommonView;
import org.beliefgrid.grid.EpochDriver;
import org.beliefgrid.grid.EpochDriver.Progress;
import org.beliefgrid.grid.EpochDriver.Step;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.monitoring.RunMetric;
import org.beliefgrid.grid.monitoring.RunTally;

/**
 * The epoch loop as a Jet job: one driver in the cluster, on a thread of its own, that turns the rounds in short steps and
 * emits a report of each. When its member goes away, Jet starts the job again on another one, and the new driver goes on from
 * the last commit. It is a source without a snapshot, since all that it knows is in the grid.
 */
final class TrainJob {
    private static final int MOST_TRIALS = 10;

    private TrainJob() {
    }

    static String name(String run) {
        return "beliefgrid-train-" + run;
    }

    /** Name of the observable that the reports go to. */
    static String reports(String run) {
        return "beliefgrid-reports-" + run;
    }

    /**
     * Submits the job of a run that has none. As any write of a caller's, it may have been lost with a member that had been
     * given up, so it is looked for afterwards.
     *
     * @throws GridUnavailableException if it is lost again and again
     */
    static Job submit(HazelcastInstance grid, String run) {
        CommonView view = new CommonView(grid);
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            Job submitted = grid.getJet().newJobIfAbsent(pipeline(run), config(run));
            view.await();
            Job job = grid.getJet().getJob(submitted.getId());  // an ended one may have the same name
            if (job != null) {
                return job;
            }
        }
        throw new GridUnavailableException("run %s: its job was lost %d times: members come and go too often".formatted(run,
                MOST_TRIALS));
    }

    private static JobConfig config(String run) {
        return new JobConfig().setName(name(run)).setProcessingGuarantee(ProcessingGuarantee.NONE).setAutoScaling(true);
    }

    private static Pipeline pipeline(String run) {
        BatchSource<RoundReport> epochs = SourceBuilder
                .batch("epochs", context -> new Driver(context.hazelcastInstance(), run))
                .<RoundReport>fillBufferFn(Driver::fill)
                .destroyFn(Driver::close)
                .build();
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(epochs).writeTo(Sinks.observable(reports(run)));
        return pipeline;
    }

    /** The driver as a source. */
    private static final class Driver {
        private final EpochDriver epochs;
        private RunTally tally = RunTally.NOTHING;

        Driver(HazelcastInstance member, String run) {
            epochs = new EpochDriver(member, run);
        }

        void fill(SourceBuffer<RoundReport> buffer) throws InterruptedException {
            Step step = epochs.step();
            step.report().ifPresent(report -> {
                tally = tally.after(report);
                tell();
                buffer.add(report);
            });
            if (step.progress() == Progress.ENDED) {
                buffer.close();
            }
        }

        /** Sets the user metrics of the job, which Management Center and whoever has the job can read. */
        private void tell() {
            for (RunMetric metric : RunMetric.values()) {
                metric.jetValue(tally).ifPresent(value -> Metrics.metric(metric.jetName(), metric.jetUnit()).set(value));
            }
        }

        void close() {
            epochs.close();
        }
    }
}
