package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.beliefgrid.cli.CommandFailure;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.LocalFile;
import org.beliefgrid.yarn.spec.Staging;

/** From a request to an application that YARN has accepted. Whatever goes wrong on the way, nothing is left behind. */
public final class Submission {
    private final HadoopSettings settings;
    private final Cluster cluster;
    private final FileSystem files;
    private final Home home;
    private final PrintWriter out;
    private volatile boolean stopped;

    public Submission(HadoopSettings settings, Cluster cluster, FileSystem files, PrintWriter out) {
        this(settings, cluster, files, new Home(files), out);
    }

    Submission(HadoopSettings settings, Cluster cluster, FileSystem files, Home home, PrintWriter out) {
        this.settings = settings;
        this.cluster = cluster;
        this.files = files;
        this.home = home;
        this.out = out;
    }

    /** Ends the submission before its next step; {@link #submit} then fails, and leaves nothing. */
    public void stop() {
        stopped = true;
    }

    /**
     * Submits.
     *
     * @param dryRun whether to print the plan instead
     * @return the application; empty for a dry run
     * @throws CommandFailure if it was stopped, or the cluster does not answer
     */
    public Optional<ApplicationId> submit(SubmitRequest request, boolean dryRun) throws IOException {
        requireNotStopped();
        requireHome();
        YarnClientApplication application = cluster.create();
        String store = home.models().toString();
        SubmissionPlan plan = SubmissionPlan.of(request, cluster,
                application.getNewApplicationResponse().getMaximumResourceCapability(), store,
                LocalFiles.ofThisProcess(settings.folder()).with(request.jars()));
        if (dryRun) {
            plan.print(out, home.uploads(plan.nodes()));
            out.flush();
            return Optional.empty();
        }
        plan.waits().forEach(line -> out.println("note: " + line));
        submit(application.getApplicationSubmissionContext(), plan, store);
        return Optional.of(application.getApplicationSubmissionContext().getApplicationId());
    }

    /** Uploads and submits; after a failure neither an application nor a staging folder is left, as far as anyone answers. */
    void submit(ApplicationSubmissionContext context, SubmissionPlan plan, String store) throws IOException {
        ApplicationId id = context.getApplicationId();
        boolean asked = false;
        try {
            home.reserve(id);
            prepare(context, plan, store);
            requireNotStopped();
            asked = true;
            cluster.ask(yarn -> yarn.submitApplication(context));
            requireNotStopped();
        } catch (IOException | RuntimeException e) {
            if (asked) {
                kill(id, e);
            }
            unstage(id, e);
            throw e;
        }
    }

    private void prepare(ApplicationSubmissionContext context, SubmissionPlan plan, String store) throws IOException {
        ApplicationId id = context.getApplicationId();
        List<LocalFile> resources = upload(plan);
        ApplicationSecret secret = ApplicationSecret.random();
        String staging = files.resolvePath(home.stage(id, secret)).toString();
        if (plan.planFile().isPresent()) {
            resources.add(copied(plan.planFile().get(), id));
        }
        ApplicationSpec spec = plan.spec(id, staging, store, resources);
        home.write(id, spec);
        Credentials credentials = Tokens.of(secret, settings.configuration(), files, plan.places());
        MasterLaunch.fill(context, spec, plan.master(), credentials);
    }

    private List<LocalFile> upload(SubmissionPlan plan) throws IOException {
        long start = System.nanoTime();
        UploadCache uploads = home.uploads(plan.nodes());
        List<LocalFile> resources = new ArrayList<>();
        for (Bundle bundle : plan.bundles()) {
            if (!bundle.isEmpty()) {
                requireNotStopped();
                resources.add(uploads.get(bundle));
            }
        }
        if (uploads.uploadedBytes() > 0) {
            out.printf(Locale.ROOT, "uploaded %,.1f MB in %.1f s to %s%n",
                    uploads.uploadedBytes() / (double) ContainerMemory.MB, (System.nanoTime() - start) / 1e9, home.cache());
            out.flush();
        }
        return resources;
    }

    private LocalFile copied(Path file, ApplicationId id) throws IOException {
        FileStatus status = home.copy(file, id);
        return new LocalFile(Staging.PLAN, files.resolvePath(status.getPath()).toString(), status.getLen(),
                status.getModificationTime(), LocalFile.Kind.FILE, LocalFile.Visibility.APPLICATION);
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "the submission was stopped");
        }
    }

    private void requireHome() throws IOException {
        try {
            home.requireWritable();
        } catch (AccessControlException e) {
            throw new RefusedException(("You may not write to your home folder on the cluster, %s, where the program's files "
                    + "are uploaded to: %s. "
                    + "Ask the cluster's operator for a home folder that is yours.").formatted(files.getHomeDirectory(),
                    Reason.of(e)));
        }
    }

    /** YARN may have accepted it before its answer was lost. */
    private void kill(ApplicationId id, Exception failure) {
        try {
            cluster.kill(id, stopped ? "its submission was stopped" : "its submission failed");
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void unstage(ApplicationId id, Exception failure) {
        try {
            home.unstage(id);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
