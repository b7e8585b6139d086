package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.master.Work.Outcome;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.Attempts;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.MasterState;
import org.beliefgrid.yarn.spec.Spread;
import org.beliefgrid.yarn.spec.Staging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of the application, from its environment to the last word to YARN. */
final class MasterProcess {
    private static final int DONE = 0;
    private static final int LOST = 1;
    /** For what members say at the very end, and for who wants to know how it ended. */
    private static final long LAST_ANSWERS_MILLIS = 1_500;
    /** For who looks at the live page, and asks every two seconds. */
    private static final long LAST_LOOK_MILLIS = 2_500;
    private static final Logger LOGGER = LoggerFactory.getLogger(MasterProcess.class);

    private final ApplicationAttemptId attempt;
    private final Map<String, String> environment;
    private final MasterFiles files;
    private final ApplicationSpec spec;
    private final Credentials credentials = UserGroupInformation.getCurrentUser().getCredentials();
    private final ApplicationSecret secret = ApplicationSecret.in(credentials);
    private final ScheduledExecutorService machine = daemon("master");
    private final ScheduledExecutorService writer = daemon("master-files");
    private final LongSupplier clock = () -> System.nanoTime() / 1_000_000;

    private MasterProcess(Map<String, String> environment) throws IOException {
        this.environment = environment;
        attempt = ContainerId.fromString(environment.get(ApplicationConstants.Environment.CONTAINER_ID.name()))
                .getApplicationAttemptId();
        files = new MasterFiles(Location.of(environment.get(Staging.FOLDER_VARIABLE)));
        spec = files.application();
    }

    /**
     * Runs an attempt.
     *
     * @return exit code of the process
     */
    static int run(Map<String, String> environment) throws IOException, YarnException {
        return new MasterProcess(environment).run();
    }

    private int run() throws IOException, YarnException {
        Reception reception = new Reception(machine);
        InetAddress own = InetAddress.getByName(environment.get(ApplicationConstants.Environment.NM_HOST.name()));
        YarnSession session = new YarnSession(new YarnConfiguration(),
                () -> new YarnEvents.OfResources(reception, reception::progress), new YarnEvents.OfNodes(reception));
        try (MasterHttp http = new MasterHttp(own, secret, attempt.getAttemptId(), reception)) {
            MasterAddress address = new MasterAddress(attempt.getAttemptId(), own.getHostAddress(), http.port());
            List<Container> earlier = session.register(address.host(), address.port(), address.uri(http.pages()).toString(),
                    spec.members().spread() != Spread.NONE && spec.placement().nodeLabel().isEmpty());
            LastWord last = new LastWord(Attempts.of(new YarnConfiguration()).isLast(attempt.getAttemptId()), writer, files,
                    session::end);
            try {
                files.write(address);
                Optional<Outcome> outcome = work(reception, session, earlier);
                if (outcome.isPresent()) {
                    pause(http);
                    last.say(outcome.get());
                    return DONE;
                }
            } catch (IOException | YarnException | RuntimeException e) {
                LOGGER.error("the master cannot go on", e);
                last.failed(e.toString());
                return LOST;
            }
            LOGGER.error("this attempt ends: {}", reception.lost().join().reason());
            last.lost(reception.lost().join());
            return LOST;
        }
    }

    /** What the application came to; empty if this attempt was lost before. */
    private Optional<Outcome> work(Reception reception, YarnSession session, List<Container> earlier) throws IOException {
        Optional<MasterState> before = files.state();
        YarnContainers containers = new YarnContainers(session, spec, new MemberLaunch(spec, credentials),
                UserGroupInformation.getCurrentUser().getShortUserName());
        int wanted = before.map(MasterState::wantedMembers).orElse(spec.members().wanted());
        Fleet fleet = new Fleet(containers, spec.members().spread(), wanted, FailureWindow.forMembers(wanted), clock);
        earlier.forEach(one -> fleet.adopted(containers.given(one)));
        Work work = spec.trains() ? new Training(spec, attempt.getApplicationId().toString(), secret.gridSecret())
                : new KeptGrid();
        Master.Job job = new Master.Job(spec, attempt.getApplicationId().toString(), attempt.getAttemptId(),
                before.map(MasterState::started).orElse(false), deadline());
        Master master = new Master(job, fleet, work, new StateKeeper(writer, files::write), clock);
        reception.open(new Reception.Crew(master, fleet, containers));
        writer.scheduleWithFixedDelay(new FolderPoll(files, attempt.getAttemptId(), request -> reception.heard(request,
                request.inGrid())), FolderPoll.MILLIS, FolderPoll.MILLIS, TimeUnit.MILLISECONDS);
        CompletableFuture.anyOf(master.finished(), reception.lost()).join();
        return Optional.ofNullable(master.finished().getNow(null));
    }

    /** When {@code --timeout} is over, counted from the submission. */
    private long deadline() {
        if (spec.times().wholeSeconds() == 0) {
            return Long.MAX_VALUE;
        }
        String submitted = environment.get(ApplicationConstants.APP_SUBMIT_TIME_ENV);
        long passed = submitted == null ? 0 : System.currentTimeMillis() - Long.parseLong(submitted);
        return clock.getAsLong() + spec.times().wholeSeconds() * 1000L - passed;
    }

    private static void pause(MasterHttp http) {
        try {
            http.finishPages(LAST_LOOK_MILLIS);
            Thread.sleep(LAST_ANSWERS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
