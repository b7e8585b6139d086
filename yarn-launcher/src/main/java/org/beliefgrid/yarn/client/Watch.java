package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.beliefgrid.cli.CommandFailure;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.spec.MasterStatus;

/** Follows an application to its end: shows what it does, gives it up where it gets no room, and stops it on Ctrl-C. */
public final class Watch {
    /** A ResourceManager that is started again is back within this time. */
    static final int LOST_SECONDS = 300;
    /** The master's time to end in good order, before YARN ends it. */
    static final int STOP_SECONDS = 18;
    private static final long POLL_MILLIS = 2_000;
    private static final int KILL_SECONDS = 8;

    private final Applications applications;
    private final ApplicationId application;
    private final int allocationTimeoutSeconds;
    private final WatchView view;
    private volatile boolean stopAsked;
    private volatile long stopAskedAt;
    private boolean stopSaid;
    private long silentSince;
    private YarnApplicationState state = YarnApplicationState.NEW;

    /**
     * @param allocationTimeoutSeconds for the application master's own container; the master looks after those of the members
     */
    public Watch(Applications applications, ApplicationId application, int allocationTimeoutSeconds, PrintWriter out) {
        this.applications = applications;
        this.application = application;
        this.allocationTimeoutSeconds = allocationTimeoutSeconds;
        view = new WatchView(out);
    }

    /** Ends the application in good order; {@link #toEnd} then returns soon. */
    public void stop() {
        // The time counts from here, not from when the question that is under way has been answered.
        stopAskedAt = System.nanoTime();
        stopAsked = true;
    }

    /**
     * Waits for the end.
     *
     * @throws CommandFailure if the ResourceManager is away for too long
     */
    public Ending toEnd() throws IOException, InterruptedException {
        AllocationWait room = new AllocationWait(allocationTimeoutSeconds, System.nanoTime());
        try (view) {
            while (true) {
                Optional<ApplicationReport> report = report();
                if (report.isPresent()) {
                    state = report.get().getYarnApplicationState();
                    if (Ending.isOver(state)) {
                        return ended(report.get());
                    }
                    if (!stopAsked) {
                        view.show(report.get(), applications.status(application));
                    }
                }
                boolean tooLong = room.isTooLong(report.map(ApplicationReport::getYarnApplicationState), System.nanoTime());
                if (stopAsked) {
                    Optional<Ending> stopped = stopNow(report);
                    if (stopped.isPresent()) {
                        return stopped.get();
                    }
                } else if (tooLong) {
                    return giveUp(report.get().getDiagnostics());
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private Ending ended(ApplicationReport report) throws IOException {
        applications.tidy(application);
        Ending ending = Ending.of(report);
        return stopAsked && ending.exitCode() != ExitCode.DONE ? new Ending(ExitCode.INTERRUPTED, ending.text()) : ending;
    }

    private Optional<ApplicationReport> report() {
        try {
            ApplicationReport report = applications.report(application);
            silentSince = 0;
            return Optional.of(report);
        } catch (CommandFailure e) {
            if (e.exitCode() != YarnExit.NOT_REACHED) {
                throw e;
            }
            if (silentSince == 0) {
                silentSince = System.nanoTime();
                view.line("%s; %s may go on meanwhile".formatted(e.getMessage(), application));
            } else if (seconds(silentSince) > LOST_SECONDS) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Asks the master, again with each look: the last question may have found none, or one that was too busy to answer. */
    private Optional<Ending> stopNow(Optional<ApplicationReport> report) throws IOException, InterruptedException {
        if (!stopSaid) {
            stopSaid = true;
            view.line("stopping " + application);
        }
        if (seconds(stopAskedAt) >= STOP_SECONDS || !applications.mayHear(application, state)) {
            return Optional.of(new Ending(ExitCode.INTERRUPTED, killed("stopped by Ctrl-C")));
        }
        Optional<MasterStatus> status = applications.askToStop(application, "stopped by Ctrl-C");
        report.ifPresent(known -> view.show(known, status));
        return Optional.empty();
    }

    /** Has YARN end it; what it says in the end, or why that is not known. */
    private String killed(String reason) throws IOException, InterruptedException {
        try {
            return Ending.of(applications.kill(application, reason, KILL_SECONDS)).text();
        } catch (CommandFailure e) {
            return e.getMessage();
        }
    }

    private Ending giveUp(String waitingFor) throws IOException, InterruptedException {
        Optional<String> nodes = applications.awayNodes();
        String end = killed("no room in time");
        return new Ending(YarnExit.TIMED_OUT,
                ("The cluster gave %s no container for its application master within %s (--allocation-timeout). The queue "
                + "may be full, or allow no more application masters (maximum-am-resource-percent), or nodes may be "
                + "unhealthy%s. YARN says: %s. %s")
                        .formatted(application, Durations.text(allocationTimeoutSeconds), nodes.map(text -> ": " + text)
                        .orElse(""), waitingFor == null || waitingFor.isBlank() ? "nothing" : waitingFor.strip(),
                        end));
    }

    private static long seconds(long since) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
    }
}
