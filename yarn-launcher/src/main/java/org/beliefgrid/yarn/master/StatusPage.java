package org.beliefgrid.yarn.master;

import java.util.List;
import java.util.Locale;
import org.beliefgrid.yarn.spec.MasterStatus;

/** The master's status as a plain page that loads itself again; it works behind YARN's proxy. */
final class StatusPage {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>%1$s</title>
            <style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #bbb;
            padding:.3em .6em;text-align:left;vertical-align:top}
            pre{background:#f4f4f4;padding:.6em;overflow:auto}</style></head>
            <body><h1>%1$s</h1>
            """;

    private StatusPage() {
    }

    /**
     * The page.
     *
     * @param live whether there is a live page beside it
     */
    static String of(MasterStatus status, boolean live) {
        StringBuilder page = new StringBuilder(HEAD.formatted(escaped(status.name())));
        if (live) {
            page.append("<p><a href=\"./\">The training, live</a></p>\n");
        }
        page.append("<p>%s, attempt %d: <b>%s</b> %s</p>%n".formatted(escaped(status.application()), status.attempt(),
                status.state().name().toLowerCase(Locale.ROOT), escaped(status.diagnostics())));
        MasterStatus.Training training = status.training();
        if (!training.phase().isEmpty()) {
            page.append("<p>%s, epoch %d of %d: %s; %.0f %% of everything</p>%n".formatted(escaped(training.phase()),
                    training.epoch(), training.epochs(), escaped(training.figures()), 100 * training.fraction()));
        }
        members(page, status.members());
        failures(page, status.failures());
        if (!training.lines().isEmpty()) {
            page.append("<h2>Output</h2><pre>").append(escaped(String.join("\n", training.lines()))).append("</pre>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    private static void members(StringBuilder page, MasterStatus.Members members) {
        page.append("<h2>Members (%d wanted)</h2><table>%n".formatted(members.wanted()));
        row(page, "th", List.of("slot", "state", "container", "node", "address", "MB", "containers so far", "metrics",
                "warning", "last failure"));
        for (MasterStatus.Slot slot : members.slots()) {
            String container = escaped(slot.container());
            String link = slot.logs().startsWith("http://") || slot.logs().startsWith("https://")
                    ? "<a href=\"%s\">%s</a>".formatted(escaped(slot.logs()), container) : container;
            row(page, "td", List.of(String.valueOf(slot.slot()), escaped(slot.state()), link, escaped(slot.node()),
                    escaped(slot.address()), slot.residentMb() == 0 ? "" : String.valueOf(slot.residentMb()),
                    String.valueOf(slot.incarnation()), escaped(slot.metrics()),
                    escaped(slot.warning()), escaped(firstLine(slot.lastFailure()))));
        }
        page.append("</table>\n");
    }

    private static void failures(StringBuilder page, MasterStatus.Failures failures) {
        page.append("<h2>Failures in the last hour: %d, %d allowed</h2>%n".formatted(failures.counted().size(),
                failures.allowed()));
        if (failures.counted().isEmpty()) {
            return;
        }
        page.append("<table>\n");
        row(page, "th", List.of("time", "slot", "node", "exit status", "reason"));
        for (MasterStatus.Failure failure : failures.counted()) {
            row(page, "td", List.of(escaped(failure.time()), String.valueOf(failure.slot()), escaped(failure.node()),
                    String.valueOf(failure.exitStatus()), "<pre>" + escaped(failure.reason()) + "</pre>"));
        }
        page.append("</table>\n");
    }

    private static void row(StringBuilder page, String cell, List<String> values) {
        page.append("<tr>");
        values.forEach(value -> page.append("<%s>%s</%s>".formatted(cell, value, cell)));
        page.append("</tr>\n");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Text that cannot become markup. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'",
                "&#39;");
    }
}
