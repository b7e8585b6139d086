package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.NodeLogs;
import org.beliefgrid.yarn.spec.StopRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what YARN, members and users say on their threads, and has it done on the master's own. */
final class Reception implements YarnEvents.Listener, MasterHttp.Desk {
    private static final long ANSWER_SECONDS = 10;
    private static final long TICK_MILLIS = 500;
    private static final int TAIL_BYTES = 8_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(Reception.class);

    private final ScheduledExecutorService machine;
    private final CompletableFuture<Crew> crew = new CompletableFuture<>();
    private final CompletableFuture<Loss> lost = new CompletableFuture<>();

    /** All that belongs to the master's thread. */
    record Crew(Master master, Fleet fleet, YarnContainers containers) {
    }

    /**
     * Why this attempt is over.
     *
     * @param dismissed whether YARN wants it to end, and so knows the reason
     */
    record Loss(String reason, boolean dismissed) {
    }

    Reception(ScheduledExecutorService machine) {
        this.machine = machine;
    }

    /** From now on there is someone to do it. */
    void open(Crew all) {
        crew.complete(all);
        all.master().whenWorkEnds(how -> later(now -> now.master().workEnded(how)));
        machine.scheduleWithFixedDelay(() -> done(now -> now.master().tick()), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Done with the reason when this attempt is over without having been asked to end. */
    CompletableFuture<Loss> lost() {
        return lost;
    }

    private void later(Consumer<Crew> task) {
        machine.execute(() -> done(task));
    }

    private void done(Consumer<Crew> task) {
        try {
            task.accept(crew.join());
        } catch (RuntimeException | Error e) {
            LOGGER.error("the master's thread fails", e);
            lost.complete(new Loss(e.toString(), false));
        }
    }

    private <T> T ask(Callable<T> question) {
        try {
            return machine.submit(question).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the master's thread does not answer", e);
        }
    }

    @Override
    public void allocated(List<Container> containers) {
        later(all -> containers.forEach(one -> all.fleet().allocated(all.containers().given(one))));
    }

    @Override
    public void adopted(List<Container> containers) {
        later(all -> containers.forEach(one -> all.fleet().adopted(all.containers().given(one))));
    }

    @Override
    public void completed(List<ContainerStatus> statuses) {
        for (ContainerStatus status : statuses) {
            String id = status.getContainerId().toString();
            boolean expected = status.getExitStatus() == 0 || ExitCause.isOfYarn(status.getExitStatus());
            if (expected || !LogTail.of(status.getDiagnostics()).isEmpty() || !crew.isDone()) {
                later(all -> all.fleet().completed(id, status.getExitStatus(), status.getDiagnostics()));
                continue;
            }
            // Its node is asked for the log first, on a thread that may wait.
            CompletableFuture.supplyAsync(() -> {
                String web = crew.join().containers().nodeWeb(id);
                return web.isEmpty() ? "" : logTail(web, id);
            }).whenComplete((tail, failure) -> later(all -> all.fleet().completed(id, status.getExitStatus(),
                    tail == null || tail.isEmpty() ? status.getDiagnostics() : "stderr\n" + tail)));
        }
    }

    private static String logTail(String node, String container) {
        try {
            return LogTail.last(NodeLogs.read(node, container, "stderr", TAIL_BYTES).lines().toList());
        } catch (IOException e) {
            LOGGER.info("no log of {} from {}: {}", container, node, e.toString());
            return "";
        }
    }

    @Override
    public void rejected(List<Integer> slots) {
        later(all -> slots.forEach(all.fleet()::rejected));
    }

    @Override
    public void launchFailed(String container, String reason) {
        later(all -> all.fleet().launchFailed(container, reason));
    }

    @Override
    public void dismissed() {
        lost.complete(new Loss("YARN wants this attempt to end", true));
    }

    @Override
    public void lost(String reason, Throwable cause) {
        LOGGER.error(reason, cause);
        lost.complete(new Loss(reason + ": " + cause, false));
    }

    double progress() {
        return crew.isDone() ? crew.join().master().progress() : 0;
    }

    @Override
    public MasterStatus status() {
        return ask(() -> crew.join().master().status());
    }

    @Override
    public JoinAnswer members() {
        return ask(() -> new JoinAnswer(JoinAnswer.Order.STAY, crew.join().fleet().addresses()));
    }

    @Override
    public JoinAnswer heard(JoinRequest request, boolean inGrid) {
        return ask(() -> crew.join().fleet().heard(request, inGrid));
    }

    @Override
    public MasterStatus scale(int members) {
        return ask(() -> {
            crew.join().master().scale(members);
            return crew.join().master().status();
        });
    }

    @Override
    public MasterStatus stop(StopRequest request) {
        return ask(() -> {
            crew.join().master().stop(request.kill(), request.reason() == null ? "" : request.reason());
            return crew.join().master().status();
        });
    }

    @Override
    public String statusPage() {
        return StatusPage.of(status(), live().isPresent());
    }

    @Override
    public List<MetricsTargets.Group> targets() {
        return MetricsTargets.of(status());
    }

    @Override
    public Optional<PageSource> live() {
        return crew.isDone() ? crew.join().master().page() : Optional.empty();
    }
}
