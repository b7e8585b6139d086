package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.beliefgrid.report.ReportPage;
import org.beliefgrid.yarn.spec.MasterStatus;

/**
 * The master's status as a page in the look of the live page; it works behind YARN's proxy. Its script shows the newest status
 * every few seconds, and knows from the state whether a master that is silent was about to end; where there are no scripts, the
 * page loads itself again.
 */
final class StatusPage {
    /** The script's name, relative to the page. */
    static final String SCRIPT = "status.js";

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>%1$s &#8211; members and containers</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <noscript><meta http-equiv="refresh" content="5"></noscript>
            <style>
            %2$s
            .lost { border: 1px solid var(--line); border-left: 4px solid var(--c2); background: var(--surface);
              padding: 8px 12px; border-radius: 6px; }
            td pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; min-width: 16em; }
            #slots td, #failures td { white-space: nowrap; } #slots td.words { white-space: normal; min-width: 20em; }
            </style>
            <script src="%3$s" type="module"></script></head>
            <body><main>
            <p class="lost" id="lost" role="status" hidden></p>
            <div id="status" data-state="%4$s">
            <header><h1>%1$s</h1>
            """;

    private StatusPage() {
    }

    /**
     * The page.
     *
     * @param live whether there is a live page beside it
     */
    static String of(MasterStatus status, boolean live) {
        StringBuilder page = new StringBuilder(HEAD.formatted(escaped(status.name()), look(), SCRIPT, status.state()));
        page.append("<p class=\"quiet\">%s</p></header>%n".formatted(escaped(status.application())));
        if (live) {
            page.append("<p><a href=\"./\">The training, live</a></p>\n");
        }
        summary(page, status);
        if (!status.diagnostics().isEmpty()) {
            page.append("<p>").append(escaped(status.diagnostics())).append("</p>\n");
        }
        members(page, status.members());
        failures(page, status.failures());
        if (!status.training().lines().isEmpty()) {
            page.append("<h2>Output</h2><pre id=\"output\" tabindex=\"0\" role=\"region\" aria-label=\"Output\">")
                    .append(escaped(String.join("\n", status.training().lines()))).append("</pre>\n");
        }
        return page.append("</div></main></body></html>\n").toString();
    }

    private static String look() {
        try {
            return new String(ReportPage.look(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page's script. */
    static byte[] script() throws IOException {
        try (InputStream in = StatusPage.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IOException(SCRIPT + " is missing in the program's jar");
            }
            return in.readAllBytes();
        }
    }

    private static void summary(StringBuilder page, MasterStatus status) {
        MasterStatus.Training training = status.training();
        page.append("<dl class=\"tiles\">\n");
        tile(page, "application", status.state().name().toLowerCase(Locale.ROOT), "attempt " + status.attempt());
        if (!training.phase().isEmpty()) {
            tile(page, "phase", training.phase(), training.figures().replace("  ", ", ").replace(" %", "\u00a0%"));
            tile(page, "epoch", String.valueOf(training.epoch()), "of " + training.epochs());
            tile(page, "done", String.format(Locale.ROOT, "%.0f\u00a0%%", 100 * training.fraction()), "of everything");
        }
        page.append("</dl>\n");
    }

    private static void tile(StringBuilder page, String name, String value, String remark) {
        page.append("<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>%n"
                .formatted(escaped(name), escaped(value), escaped(remark)));
    }

    private static void members(StringBuilder page, MasterStatus.Members members) {
        page.append("<h2>Members (%d wanted)</h2>%n".formatted(members.wanted()));
        open(page, "slots", "Members", List.of("#slot", "state", "node", "address", "#memory, MB", "#containers so far",
                "warning", "last failure", "container", "metrics"));
        for (MasterStatus.Slot slot : members.slots()) {
            String container = escaped(slot.container());
            String link = slot.logs().startsWith("http://") || slot.logs().startsWith("https://")
                    ? "<a href=\"%s\">%s</a>".formatted(escaped(slot.logs()), container) : container;
            page.append("<tr>");
            cell(page, " class=\"n\"", String.valueOf(slot.slot()));
            cell(page, "", escaped(slot.state()));
            cell(page, "", escaped(slot.node()));
            cell(page, "", escaped(slot.address()));
            cell(page, " class=\"n\"", slot.residentMb() == 0 ? "" : String.format(Locale.ROOT, "%,d", slot.residentMb()));
            cell(page, " class=\"n\"", String.valueOf(slot.incarnation()));
            words(page, escaped(slot.warning()));
            words(page, escaped(firstLine(slot.lastFailure())));
            cell(page, "", link);
            cell(page, "", escaped(slot.metrics()));
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private static void failures(StringBuilder page, MasterStatus.Failures failures) {
        page.append("<h2>Failures in the last hour: %d, %d allowed</h2>%n".formatted(failures.counted().size(),
                failures.allowed()));
        if (failures.counted().isEmpty()) {
            return;
        }
        open(page, "failures", "Failures", List.of("time", "#slot", "node", "#exit status", "reason"));
        for (MasterStatus.Failure failure : failures.counted()) {
            page.append("<tr>");
            cell(page, "", escaped(failure.time()));
            cell(page, " class=\"n\"", String.valueOf(failure.slot()));
            cell(page, "", escaped(failure.node()));
            cell(page, " class=\"n\"", String.valueOf(failure.exitStatus()));
            cell(page, "", "<pre>" + escaped(failure.reason()) + "</pre>");
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    /** @param columns headings; those of numbers begin with # */
    private static void open(StringBuilder page, String id, String label, List<String> columns) {
        page.append("<div class=\"wide\" id=\"%1$s-place\" tabindex=\"0\" role=\"region\" aria-label=\"%2$s\">"
                .formatted(id, label));
        page.append("<table id=\"%s\"><thead><tr>".formatted(id));
        columns.forEach(column -> page.append(column.startsWith("#") ? "<th scope=\"col\" class=\"n\">" + column.substring(1)
                : "<th scope=\"col\">" + column).append("</th>"));
        page.append("</tr></thead><tbody>\n");
    }

    /** Text that may be long; an empty cell takes no place. */
    private static void words(StringBuilder page, String text) {
        cell(page, text.isEmpty() ? "" : " class=\"words\"", text);
    }

    private static void cell(StringBuilder page, String attributes, String value) {
        page.append("<td%s>%s</td>".formatted(attributes, value));
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
