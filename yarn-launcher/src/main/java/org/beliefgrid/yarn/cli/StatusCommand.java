package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.spec.MasterStatus;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an application does, and where. */
@CommandLine.Command(name = "status", mixinStandardHelpOptions = true,
        description = "Shows an application: state, progress, members with their nodes and logs, failures.")
final class StatusCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApplicationParameter application;

    @Option(names = "--secret-file", paramLabel = "FILE",
            description = "also write the grid's secret into a new file, and say with which options clients reach the grid")
    private Path secretFile;

    @Override
    public Integer call() throws Exception {
        try (Session session = Session.open()) {
            ApplicationId id = application.resolve(session);
            ApplicationReport report = session.applications().report(id);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, "%s  %s  %s  %s%n", id, report.getName(), report.getYarnApplicationState(),
                    report.getFinalApplicationStatus());
            out.printf(Locale.ROOT, "queue %s, attempt %d, progress %.0f %%, page %s%n", report.getQueue(),
                    report.getCurrentApplicationAttemptId().getAttemptId(), 100 * report.getProgress(),
                    report.getTrackingUrl());
            Optional<MasterStatus> status = session.applications().status(id);
            status.ifPresent(known -> print(known, out));
            if (secretFile != null) {
                String grid = session.applications().writeGridSecret(id, secretFile);
                out.printf("clients: --cluster %s --cluster-name %s --secret-file %s%n", status.map(StatusCommand::addresses)
                        .orElse("HOST:PORT"), grid, secretFile);
            }
            String why = status.map(MasterStatus::diagnostics).filter(text -> !text.isBlank()).orElse(report.getDiagnostics());
            if (why != null && !why.isBlank()) {
                out.println(why.strip());
            }
            out.flush();
            return ExitCode.DONE;
        }
    }

    private static String addresses(MasterStatus status) {
        return status.members().slots().stream().map(MasterStatus.Slot::address).filter(address -> !address.isEmpty())
                .collect(Collectors.joining(","));
    }

    static void print(MasterStatus status, PrintWriter out) {
        MasterStatus.Training training = status.training();
        out.printf(Locale.ROOT, "master %s; %s; %d members wanted; %d failures in the window, %d allowed%n", status.state(),
                training.epochs() == 0 ? "no epoch yet" : "%s epoch %d/%d %s".formatted(training.phase(), training.epoch(),
                        training.epochs(), training.figures()).strip(),
                status.members().wanted(), status.failures().counted().size(), status.failures().allowed());
        status.members().slots().forEach(slot -> out.printf(Locale.ROOT, "slot %d  %s  %s  on %s  %s%s%s%s%n", slot.slot(),
                slot.state(), slot.container(), slot.node(), slot.logs(),
                slot.metrics().isEmpty() ? "" : "  metrics at " + slot.metrics(),
                slot.warning().isEmpty() ? "" : "  warning: " + slot.warning(),
                slot.lastFailure().isEmpty() ? "" : "  last failure: " + slot.lastFailure()));
        status.failures().counted().forEach(failure -> out.printf(Locale.ROOT, "%s  slot %d on %s ended with %d: %s%n",
                failure.time(), failure.slot(), failure.node(), failure.exitStatus(), failure.reason()));
    }
}
