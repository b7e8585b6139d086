package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.beliefgrid.cli.CommandFailure;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.MasterClient;
import org.beliefgrid.yarn.spec.MasterRefusal;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.StopRequest;

/** What the commands do with applications that were submitted: find them, ask their masters, end them. */
public final class Applications {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 500;
    private static final int ASK_AGAIN_SECONDS = 2;
    /** No submission takes longer from its first file to YARN's answer. */
    private static final Duration SUBMISSION = Duration.ofHours(1);

    private final Cluster cluster;
    private final Home home;
    private Asked asked;

    public Applications(Cluster cluster, FileSystem files) {
        this(cluster, new Home(files));
    }

    Applications(Cluster cluster, Home home) {
        this.cluster = cluster;
        this.home = home;
    }

    /** What a request to an application master is. */
    @FunctionalInterface
    private interface Request {
        MasterStatus send(MasterClient client, MasterAddress master) throws IOException;
    }

    /**
     * The application that the user means.
     *
     * @param id as the user gave it, or null for the only one of this user that runs
     * @throws InvalidConfigException if it is no id, or there is not exactly one
     */
    public ApplicationId resolve(String id) throws IOException {
        if (id != null) {
            try {
                return ApplicationId.fromString(id);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigException("an application has an id such as application_1700000000000_0001, was " + id);
            }
        }
        String user = UserGroupInformation.getCurrentUser().getShortUserName();
        List<ApplicationReport> running = cluster.applications(false).stream().filter(report -> report.getUser().equals(user))
                .toList();
        if (running.size() != 1) {
            throw new InvalidConfigException("which application? You have %s".formatted(running.isEmpty() ? "none that runs"
                    : running.stream().map(report -> report.getApplicationId().toString()).sorted()
                    .collect(Collectors.joining(", "))));
        }
        return running.get(0).getApplicationId();
    }

    /** Which nodes take no containers, and why; empty if all do, or nobody knows. */
    Optional<String> awayNodes() {
        try {
            return ClusterCheck.away(cluster.facts(Resource.newInstance(0, 0)));
        } catch (CommandFailure e) {
            return Optional.empty();
        }
    }

    public ApplicationReport report(ApplicationId application) {
        return cluster.report(application);
    }

    public List<ApplicationReport> list(boolean all) {
        return cluster.applications(all);
    }

    /** What the application master knows; empty if none answers, as before its start and after its end. */
    public Optional<MasterStatus> status(ApplicationId application) {
        try {
            return ask(application, MasterClient::status);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes the secret of a running application's grid into a new file that only its owner reads: for clients of that grid.
     *
     * @return name of the grid
     * @throws InvalidConfigException if the application has ended, or the file is there
     */
    public String writeGridSecret(ApplicationId application, Path file) throws IOException {
        Optional<ApplicationSecret> secret = home.secret(application);
        Optional<ApplicationSpec> spec = home.spec(application);
        if (secret.isEmpty() || spec.isEmpty()) {
            throw new InvalidConfigException(application + " has ended: it has no secret any more");
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new InvalidConfigException("--secret-file %s: the file is there, expected the name of a new one"
                    .formatted(file));
        }
        Files.writeString(file, secret.get().gridSecretText() + "\n");
        return spec.get().grid().name();
    }

    /**
     * Changes the number of members.
     *
     * @throws RefusedException if the application master says no
     * @throws CommandFailure if none answers
     */
    public MasterStatus scale(ApplicationId application, int members) throws IOException {
        return require(application, (client, master) -> client.scale(master, members));
    }

    /**
     * Has the application end in good order: asks its master again and again, as an answer may be late, there may be no master
     * between two attempts, and the next attempt does not know what the last one was asked.
     *
     * @return its end; empty if that has not come in time, or there is no master that could bring it about
     */
    public Optional<ApplicationReport> stop(ApplicationId application, String reason, int patienceSeconds)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceSeconds);
        Optional<ApplicationReport> ended = awaitEnd(application, 0);
        while (ended.isEmpty() && System.nanoTime() < end
                && mayHear(application, report(application).getYarnApplicationState())) {
            askToStop(application, reason);
            ended = awaitEnd(application, Math.min(ASK_AGAIN_SECONDS, patienceSeconds));
        }
        return ended;
    }

    /** Whether there is a master, or was one, after which YARN starts another. */
    boolean mayHear(ApplicationId application, YarnApplicationState state) {
        try {
            return state == YarnApplicationState.RUNNING || home.master(application).isPresent();
        } catch (IOException e) {
            return true;
        }
    }

    /** Asks the application master to end the work in good order; what it says, or nothing if none answers. */
    Optional<MasterStatus> askToStop(ApplicationId application, String reason) {
        try {
            boolean kill = home.spec(application).map(spec -> spec.trains()).orElse(true);
            return ask(application, (client, master) -> client.stop(master, new StopRequest(kill, reason)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Has YARN end it at once, and removes what it leaves.
     *
     * @throws CommandFailure if YARN does not answer, or it has not ended after this time
     */
    public ApplicationReport kill(ApplicationId application, String reason, int patienceSeconds) throws IOException,
            InterruptedException {
        cluster.kill(application, reason);
        Optional<ApplicationReport> ended = awaitEnd(application, patienceSeconds);
        home.unstage(application);
        return ended.orElseThrow(() -> new CommandFailure(YarnExit.NOT_REACHED, application
                + " was to be killed, and still runs"));
    }

    /** Waits for the end. */
    public Optional<ApplicationReport> awaitEnd(ApplicationId application, int patienceSeconds) throws InterruptedException {
        long end = System.nanoTime() + patienceSeconds * 1_000_000_000L;
        while (true) {
            ApplicationReport report = cluster.report(application);
            if (Ending.isOver(report.getYarnApplicationState())) {
                return Optional.of(report);
            }
            if (System.nanoTime() >= end) {
                return Optional.empty();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Removes an ended application's staging folder, if its master could not. */
    public void tidy(ApplicationId application) throws IOException {
        home.unstage(application);
    }

    /**
     * What {@link #clean} did.
     *
     * @param removed applications that had ended
     * @param spared applications that YARN does not know, but that may be about to be submitted
     */
    public record Cleaning(List<ApplicationId> removed, List<ApplicationId> spared) {
    }

    /**
     * Removes the staging folders of applications that have ended, by what YARN says; of those that it does not know, if nobody
     * has written there for an hour.
     */
    public Cleaning clean(Instant now) throws IOException {
        List<ApplicationId> removed = new ArrayList<>();
        List<ApplicationId> spared = new ArrayList<>();
        for (Map.Entry<ApplicationId, Instant> staged : home.staged().entrySet()) {
            Optional<YarnApplicationState> state = cluster.state(staged.getKey());
            if (state.isEmpty() && staged.getValue().plus(SUBMISSION).isAfter(now)) {
                spared.add(staged.getKey());
            } else if (state.isEmpty() || Ending.isOver(state.get())) {
                home.unstage(staged.getKey());
                removed.add(staged.getKey());
            }
        }
        return new Cleaning(removed, spared);
    }

    /**
     * Empties the cache of uploads.
     *
     * @throws InvalidConfigException while an application of this user runs: its next container needs the cache
     */
    public void forgetUploads() throws IOException {
        Optional<ApplicationId> user = home.staged().keySet().stream().findFirst();
        if (user.isPresent()) {
            throw new InvalidConfigException("the cache of uploads is in use by " + user.get());
        }
        home.forgetUploads();
    }

    private MasterStatus require(ApplicationId application, Request request) throws IOException {
        ApplicationReport report = cluster.report(application);
        if (Ending.isOver(report.getYarnApplicationState())) {
            throw new InvalidConfigException("%s has ended: %s".formatted(application, report.getFinalApplicationStatus()));
        }
        try {
            return ask(application, request).orElseThrow(() -> new CommandFailure(YarnExit.NOT_REACHED,
                    "%s has no application master so far (%s)".formatted(application, report.getYarnApplicationState())));
        } catch (MasterRefusal e) {
            throw new RefusedException("the application master of %s refuses: %s".formatted(application, e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(YarnExit.NOT_REACHED,
                    "the application master of %s does not answer: %s".formatted(application,
                    Reason.of(e)));
        }
    }

    private Optional<MasterStatus> ask(ApplicationId application, Request request) throws IOException {
        Asked before = asked;
        if (before != null && before.application().equals(application)) {
            try {
                return Optional.of(answered(before, request));
            } catch (IOException e) {
                // There may be another master by now: looked up below.
            }
        }
        Optional<MasterAddress> master = home.master(application);
        Optional<ApplicationSecret> secret = master.isPresent() ? home.secret(application) : Optional.empty();
        return secret.isEmpty() ? Optional.empty()
                : Optional.of(answered(new Asked(application, new MasterClient(secret.get(), ANSWER), master.get()), request));
    }

    private MasterStatus answered(Asked question, Request request) throws IOException {
        asked = null;
        MasterStatus status = request.send(question.client(), question.master());
        asked = question;
        return status;
    }

    /** Whom a question goes to; remembered as long as there are answers, so that the file system is not asked every time. */
    private record Asked(ApplicationId application, MasterClient client, MasterAddress master) {
    }
}
