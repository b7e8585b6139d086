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
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.LocalFile;

/** From a request to an application that YARN has accepted. Whatever goes wrong on the way, nothing is left behind. */
public final class Submission {
    private final HadoopSettings settings;
    private final Cluster cluster;
    private final FileSystem files;
    private final Home home;
    private final PrintWriter out;

    public Submission(HadoopSettings settings, Cluster cluster, FileSystem files, PrintWriter out) {
        this.settings = settings;
        this.cluster = cluster;
        this.files = files;
        this.out = out;
        home = new Home(files);
    }

    /**
     * Submits.
     *
     * @param dryRun whether to print the plan instead
     * @return the application; empty for a dry run
     */
    public Optional<ApplicationId> submit(SubmitRequest request, boolean dryRun) throws IOException {
        requireHome();
        YarnClientApplication application = cluster.create();
        String store = home.models().toString();
        SubmissionPlan plan = SubmissionPlan.of(request, cluster,
                application.getNewApplicationResponse().getMaximumResourceCapability(), store,
                LocalFiles.ofThisProcess(settings.folder()));
        if (dryRun) {
            plan.print(out, home.uploads(plan.nodes()));
            out.flush();
            return Optional.empty();
        }
        plan.waits().forEach(line -> out.println("note: " + line));
        ApplicationId id = application.getApplicationSubmissionContext().getApplicationId();
        try {
            submit(application, plan, store);
        } catch (IOException | RuntimeException e) {
            unstage(id, e);
            throw e;
        }
        return Optional.of(id);
    }

    private void submit(YarnClientApplication application, SubmissionPlan plan, String store) throws IOException {
        ApplicationId id = application.getApplicationSubmissionContext().getApplicationId();
        ApplicationSecret secret = ApplicationSecret.random();
        String staging = files.resolvePath(home.stage(id, secret)).toString();
        ApplicationSpec spec = plan.spec(id, staging, store, upload(plan, id));
        home.write(id, spec);
        Credentials credentials = Tokens.of(secret, settings.configuration(), files, plan.places());
        MasterLaunch.fill(application.getApplicationSubmissionContext(), spec, plan.master(), credentials);
        cluster.ask(yarn -> yarn.submitApplication(application.getApplicationSubmissionContext()));
    }

    private List<LocalFile> upload(SubmissionPlan plan, ApplicationId id) throws IOException {
        long start = System.nanoTime();
        UploadCache uploads = home.uploads(plan.nodes());
        List<LocalFile> resources = new ArrayList<>();
        for (Bundle bundle : plan.bundles()) {
            if (!bundle.isEmpty()) {
                resources.add(uploads.get(bundle));
            }
        }
        if (plan.planFile().isPresent()) {
            resources.add(copied(plan.planFile().get(), id));
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
        return new LocalFile(file.getFileName().toString(), files.resolvePath(status.getPath()).toString(), status.getLen(),
                status.getModificationTime(), LocalFile.Kind.FILE, LocalFile.Visibility.APPLICATION);
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

    private void unstage(ApplicationId id, Exception failure) {
        try {
            home.unstage(id);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
