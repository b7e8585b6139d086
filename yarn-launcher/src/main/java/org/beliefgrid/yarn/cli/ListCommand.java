package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which applications there are. */
@CommandLine.Command(name = "list", mixinStandardHelpOptions = true,
        description = "Lists BeliefGrid's applications of this cluster.")
final class ListCommand implements Command {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    @Option(names = "--all", description = "those that have ended, too")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        try (Session session = Session.open()) {
            PrintWriter out = spec.commandLine().getOut();
            session.applications().list(all).stream().sorted(Comparator.comparing(ApplicationReport::getApplicationId))
                    .forEach(report -> out.printf(Locale.ROOT, "%s  %s  %-10s %-10s %3.0f %%  %s  %s  %s%n",
                    report.getApplicationId(),
                            TIME.format(Instant.ofEpochMilli(report.getStartTime()).atZone(ZoneId.systemDefault())),
                            report.getYarnApplicationState(), report.getFinalApplicationStatus(), 100 * report.getProgress(),
                            report.getUser(), report.getQueue(), report.getName()));
            out.flush();
            return ExitCode.DONE;
        }
    }
}
