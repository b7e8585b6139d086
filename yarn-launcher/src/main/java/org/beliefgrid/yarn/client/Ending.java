package org.beliefgrid.yarn.client;

import java.util.EnumSet;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.spec.MasterStatus;

/**
 * How an application ended.
 *
 * @param exitCode of the command that waited for it
 * @param text what to say
 */
public record Ending(int exitCode, String text) {
    private static final String TOO_LATE = "exceeded the lifetime period";

    static boolean isOver(YarnApplicationState state) {
        return EnumSet.of(YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED)
                .contains(state);
    }

    /** The ending that a report of an application that is over tells of. */
    static Ending of(ApplicationReport report) {
        String why = report.getDiagnostics() == null ? "" : report.getDiagnostics().strip();
        FinalApplicationStatus status = report.getFinalApplicationStatus();
        if (status == FinalApplicationStatus.SUCCEEDED) {
            return new Ending(ExitCode.DONE, why);
        }
        if (status == FinalApplicationStatus.KILLED) {
            String kind = why.contains(TOO_LATE) ? "its time (--timeout) was over" : "was killed";
            return new Ending(YarnExit.KILLED, "%s %s%s".formatted(report.getApplicationId(), kind, why.isEmpty() ? "" : ": "
                    + why));
        }
        String reason = why.isEmpty() ? "it says no reason; see beliefgrid yarn logs " + report.getApplicationId() : why;
        int exitCode = why.contains(MasterStatus.TOO_FEW_IN_TIME) ? YarnExit.TIMED_OUT : YarnExit.FAILED;
        return new Ending(exitCode, "%s failed: %s".formatted(report.getApplicationId(), reason));
    }
}
