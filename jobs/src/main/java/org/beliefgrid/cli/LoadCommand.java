package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.beliefgrid.grid.NamedDatasets;
import org.beliefgrid.jobs.JobEnd;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.jobs.NamedLoad;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.model.TrainingPlan;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Loads a dataset into a standing grid, for trainings to come. */
@picocli.CommandLine.Command(name = "load", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Loads the training cases of a dataset into a standing grid under a name, as a Jet job. Trainings with "
                + "the same data, seed, shards, labels and held-out cases then take them by train --loaded NAME. They stay "
                + "until datasets delete NAME. Files on this machine's own disk are sent by this process.")
public final class LoadCommand implements Submittable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "of the dataset in the grid, not there yet")
    private String name;

    @Mixin
    private DataOptions data;

    @Mixin
    private PlanOptions planOptions;

    @Mixin
    private ClusterOptions cluster;

    private boolean detached;

    @Override
    public void detach(Optional<HazelcastInstance> grid) {
        detached = true;
        grid.ifPresent(cluster::take);
    }

    @Override
    public Integer call() throws Exception {
        cluster.requireStanding("load");
        data.requireNoTable();
        TrainingPlan plan = planOptions.plan(Optional.empty());
        try (CtrlC signals = new CtrlC(); TrainingGrid grid = cluster.connect()) {
            NamedLoad.requireFree(grid.access(), name);
            Sources sources = data.sources();
            long start = System.nanoTime();
            if (sources.training().isLocal()) {
                LoadJob job = new LoadJob(grid.access());
                signals.onSignal(job::cancel);
                NamedLoad.byCaller(grid.access(), job, name, sources, plan);
            } else if (!byMembers(grid.access(), sources, plan, signals)) {
                return ExitCode.DONE;
            }
            tell(grid.access(), (System.nanoTime() - start) / 1e9);
            return ExitCode.DONE;
        } catch (CancellationException e) {
            spec.commandLine().getOut().println("stopped");
            spec.commandLine().getOut().flush();
            return ExitCode.INTERRUPTED;
        }
    }

    /** @return whether it is done, and not only submitted */
    private boolean byMembers(HazelcastInstance grid, Sources sources, TrainingPlan plan, CtrlC signals) throws IOException {
        if (detached) {
            tell(NamedLoad.submit(grid, name, sources, plan));
            return false;
        }
        NamedLoad.run(grid, name, sources, plan, job -> {
            signals.onSignal(() -> JobEnd.cancel(job));
            tell(job);
        });
        return true;
    }

    private void tell(Job job) {
        spec.commandLine().getOut().println("job " + job.getName());
        spec.commandLine().getOut().flush();
    }

    private void tell(HazelcastInstance grid, double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        new NamedDatasets(grid).all().stream().filter(loaded -> loaded.dataset().name().equals(name)).forEach(loaded ->
                out.printf(Locale.ROOT, "dataset %s: %,d cases in %d shards, loaded in %.1f s%n", name,
                        loaded.dataset().totalCases() + loaded.dataset().totalHeldOut(), loaded.dataset().shards(), seconds));
        out.flush();
    }
}
