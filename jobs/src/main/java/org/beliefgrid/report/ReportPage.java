package org.beliefgrid.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.report.RoundLog.Epoch;
import org.beliefgrid.report.RoundLog.Phase;
import org.beliefgrid.report.RoundLog.ShardTotal;
import org.beliefgrid.report.RunReport.Examination;
import org.beliefgrid.report.RunReport.MemberRow;

/** A run's report: one page that needs nothing but itself, without scripts. */
public final class ReportPage {
    /** Captions of pictures that the live page shows, too. */
    public static final String MISTAKES = "The mistakes that it was surest of, in the order of their table";
    public static final String FANTASIES = "Fantasies: images that it drew itself, each beginning without data, ";

    static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>%1$s &#8211; BeliefGrid</title>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <style>
            %2$s</style></head>
            <body><main>
            """;

    private final RunReport report;
    private final StringBuilder page = new StringBuilder();

    private ReportPage(RunReport report) {
        this.report = report;
    }

    /** The page. OpenBLAS is used for what the network draws. */
    public static String of(RunReport report) throws IOException {
        return new ReportPage(report).write();
    }

    /** The look that report and live page have in common. */
    public static byte[] look() throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream("look.css")) {
            if (in == null) {
                throw new IOException("look.css is missing in the program's jar");
            }
            return in.readAllBytes();
        }
    }

    private String write() throws IOException {
        page.append(HEAD.formatted(Html.escaped(report.version()), new String(look(), StandardCharsets.UTF_8)));
        summary();
        curves();
        pictures();
        report.examination().ifPresent(this::examination);
        times();
        members();
        settings();
        repetition();
        return page.append("</main></body></html>\n").toString();
    }

    private void section(String title) {
        page.append("<h2>%s</h2>%n".formatted(Html.escaped(title)));
    }

    private void summary() {
        Provenance provenance = report.model().provenance();
        page.append("<header><h1>%s</h1><p class=\"quiet\">Run %s on %s, ended %s</p></header><dl class=\"tiles\">%n".formatted(
                Html.escaped(report.version()), Html.escaped(report.run()), Html.escaped(provenance.dataset()),
                Html.escaped(provenance.created())));
        report.examination().map(Examination::evaluation).ifPresent(evaluation -> tile("test error",
                Html.percent("testErrorPercent", evaluation.errorPercent()),
                "%,d of %,d wrong".formatted(evaluation.errors(), evaluation.cases())));
        tile("network", Html.escaped(network(report.model().net())),
                String.format(Locale.ROOT, "%,d parameters", report.model().net().parameterCount()));
        tile("learned from", Html.data("cases", provenance.cases(), String.format(Locale.ROOT, "%,d cases",
                provenance.cases())),
                provenance.labelledCases() == provenance.cases() ? "all labelled"
                        : String.format(Locale.ROOT, "%,d labelled", provenance.labelledCases()));
        double speed = report.log().casesPerSecond();
        tile("speed", Html.data("casesPerSecond", speed, String.format(Locale.ROOT, "%,.0f cases/s", speed)),
                provenance.members() == 1 ? "on 1 member" : "on " + provenance.members() + " members");
        page.append("</dl>\n");
        report.choice().ifPresent(taken -> page.append("<p>Parameters taken: ").append(Html.escaped(taken.toString()))
                .append(".</p>\n"));
    }

    private void tile(String name, String value, String remark) {
        page.append("<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>%n".formatted(Html.escaped(name), value,
                Html.escaped(remark)));
    }

    /** Units from the data to the classes. */
    public static String network(DeepBeliefNet net) {
        Stream<Integer> units = Stream.concat(Stream.of(net.visible()), net.hidden().stream());
        return Stream.concat(units, net.classes() > 0 ? Stream.of(net.classes()) : Stream.empty()).map(String::valueOf)
                .collect(Collectors.joining("-"));
    }

    private void curves() {
        List<Epoch> epochs = report.log().epochs();
        section("Learning curves");
        if (epochs.isEmpty()) {
            page.append("<p class=\"quiet\">No round was seen by the process that wrote this.</p>\n");
            return;
        }
        page.append("<div class=\"charts\">\n");
        for (Chart chart : Curves.of(epochs)) {
            page.append("<figure><figcaption>%s%s%s</figcaption>%n".formatted(Html.escaped(chart.title()),
                    chart.unit().isEmpty() ? "" : ", " + Html.escaped(chart.unit()), legend(chart)));
            page.append(CurveSvg.of(chart)).append("</figure>\n");
        }
        page.append("</div>\n<details><summary>All epochs as numbers</summary>");
        openTable("epochs", "Epochs", "phase", "#epoch", "#seconds", "measured");
        epochs.forEach(this::epoch);
        closeTable();
        page.append("</details>\n");
    }

    private static String legend(Chart chart) {
        StringBuilder legend = new StringBuilder("<span class=\"legend\">");
        for (int index = 0; index < chart.series().size(); index++) {
            legend.append("<span><i class=\"key c%d\"></i>%s</span>".formatted(index % CurveSvg.COLOURS + 1,
                    Html.escaped(chart.series().get(index).name())));
        }
        return legend.append("</span>").toString();
    }

    private void epoch(Epoch epoch) {
        page.append("<tr><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td></tr>%n".formatted(
                Html.escaped(epoch.phase()), epoch.epoch() > epoch.epochs() ? "result" : String.valueOf(epoch.epoch()),
                Html.data(epoch.seconds(), String.format(Locale.ROOT, "%.2f", epoch.seconds())),
                epoch.figures().stream().map(figure -> "<data class=\"figure\" title=\"%s\" value=\"%s\">%s</data>".formatted(
                        Html.escaped(figure.name()), figure.value(), Html.escaped(figure.toString())))
                        .collect(Collectors.joining("<br>"))));
    }

    private void pictures() {
        DeepBeliefNet net = report.model().net();
        Optional<Picture> filters = Pictures.filters(net, report.model().shape());
        if (filters.isEmpty()) {
            return;
        }
        section("What it has learned to see");
        page.append("<div class=\"pictures\">\n");
        figure("Filters of the first layer", filters.get());
        page.append("<div>\n");
        Pictures.reconstructions(report.generative(), report.model().shape(), report.samples()).ifPresent(picture -> figure(
                "Training cases and their reconstructions, " + report.generativeWhen(), picture));
        Pictures.fantasies(report.generative(), report.model().shape(), report.model().plan().seed())
                .ifPresent(picture -> figure(
                FANTASIES + report.generativeWhen(), picture));
        page.append("<p class=\"quiet\">Dark or empty fantasies say that the chains, whose steps are few, do not come from "
                + "nothing to images: contrastive divergence of few steps learns what is near the data, and says little of "
                + "all else.</p>\n");
        if (net.softmax().isPresent()) {
            page.append("<p class=\"quiet\">Fine-tuning changes the weights for the sake of classes; the stack of machines "
                    + "before "
                    + "it reconstructs and draws better.</p>\n");
        }
        page.append("</div></div>\n");
    }

    private void figure(String caption, Picture picture) {
        page.append("<figure><figcaption>%s</figcaption>%s</figure>%n".formatted(Html.escaped(caption), Html.picture(picture)));
    }

    private void examination(Examination examination) {
        section("Mistakes on the test cases");
        page.append("<div class=\"pictures\">\n");
        confusion(examination.evaluation());
        if (!examination.mistakes().isEmpty()) {
            page.append("<div>\n");
            Pictures.mistakes(examination.mistakes(), report.model().shape())
                    .ifPresent(picture -> figure(MISTAKES, picture));
            openTable("mistakes", "Worst mistakes", "#row, from 0", "#class", "#taken for", "#probability");
            for (Mistake mistake : examination.mistakes()) {
                cells(String.valueOf(mistake.row()), String.valueOf(mistake.label()),
                        String.valueOf(mistake.predicted()), Html.data(mistake.probability(),
                                String.format(Locale.ROOT, "%.2f %%", 100 * mistake.probability())));
            }
            closeTable();
            page.append("</div>\n");
        }
        page.append("</div>\n");
    }

    /** A row of numbers, each markup. */
    private void cells(String... numbers) {
        page.append("<tr>");
        for (String number : numbers) {
            page.append("<td class=\"n\">").append(number).append("</td>");
        }
        page.append("</tr>\n");
    }

    /** @param columns headings; those of numbers begin with # */
    private void openTable(String id, String label, String... columns) {
        page.append(Html.scrolling(label)).append("<table id=\"").append(id).append("\"><thead><tr>");
        for (String column : columns) {
            boolean numbers = column.startsWith("#");
            page.append("<th scope=\"col\"%s>%s</th>".formatted(numbers ? " class=\"n\"" : "",
                    Html.escaped(numbers ? column.substring(1) : column)));
        }
        page.append("</tr></thead><tbody>\n");
    }

    private void closeTable() {
        page.append("</tbody></table></div>\n");
    }

    private void confusion(Evaluation evaluation) {
        long[][] confusion = evaluation.confusion();
        page.append(Html.scrolling("Confusion matrix"))
                .append("<table id=\"confusion\" class=\"confusion\"><caption>Rows: class. "
                + "Columns: what it was taken for</caption><thead><tr><td></td>");
        for (int predicted = 0; predicted < confusion.length; predicted++) {
            page.append("<th scope=\"col\" class=\"n\">%d</th>".formatted(predicted));
        }
        page.append("<th scope=\"col\" class=\"n\">wrong</th></tr></thead><tbody>\n");
        for (int label = 0; label < confusion.length; label++) {
            page.append("<tr><th scope=\"row\" class=\"n\">%d</th>".formatted(label));
            for (int predicted = 0; predicted < confusion.length; predicted++) {
                page.append("<td class=\"n %s\">%s</td>".formatted(predicted == label ? "right"
                        : "heat" + heat(confusion, label, predicted), Html.whole(confusion[label][predicted])));
            }
            double error = evaluation.errorPercent(label);
            page.append("<td class=\"n\">%s</td></tr>%n".formatted(Double.isNaN(error) ? "&#8211;"
                    : Html.data(error, String.format(Locale.ROOT, "%.2f %%", error))));
        }
        closeTable();
    }

    /** 0 to 4, for no case of a class, up to 0.5 %, 1 %, 3 % of them, and more. */
    public static int heat(long[][] confusion, int label, int predicted) {
        double share = confusion[label][predicted] / (double) Math.max(1, Arrays.stream(confusion[label]).sum());
        return confusion[label][predicted] == 0 ? 0 : share <= 0.005 ? 1 : share <= 0.01 ? 2 : share <= 0.03 ? 3 : 4;
    }

    private void times() {
        section("Where the time went");
        openTable("times", "Times", "phase", "#time", "#epochs", "#rounds", "#cases/s");
        if (report.times().load() > 0) {
            time("loading", "", "", report.times().load(), "");
        }
        for (Phase phase : report.log().phases()) {
            time(phase.name(), phase.epoch() + " of " + phase.epochs(), String.valueOf(phase.rounds()), phase.seconds(),
                    phase.seconds() > 0 && phase.cases() > 0 ? Html.data(phase.cases() / phase.seconds(),
                            String.format(Locale.ROOT, "%,.0f", phase.cases() / phase.seconds())) : "");
        }
        if (report.times().evaluate() > 0) {
            time("evaluation", "", "", report.times().evaluate(), "");
        }
        closeTable();
    }

    private void time(String name, String epochs, String rounds, double seconds, String speed) {
        page.append(("<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
                + "<td class=\"n\">%s</td></tr>%n").formatted(Html.escaped(name), Html.seconds(seconds), epochs, rounds,
                speed));
    }

    private void members() {
        if (report.members().isEmpty()) {
            return;
        }
        section("Members");
        openTable("members", "Members", "member", "#shards", "#shard epochs run", "#blocks read locally", "#from others",
                "processor");
        for (MemberRow member : report.members()) {
            page.append(("<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
                    + "<td class=\"n\">%s</td><td>%s</td></tr>%n").formatted(Html.escaped(member.address()),
                    Html.whole(member.shards()), Html.whole(member.tasks()), Html.whole(member.localReads()),
                    Html.whole(member.remoteReads()), Html.escaped(member.processor())));
        }
        closeTable();
        shards();
    }

    private void shards() {
        if (report.log().shards().isEmpty()) {
            return;
        }
        page.append("<h3>Shards</h3>");
        openTable("shards", "Shards", "shard", "learned by", "cases on", "#rounds", "#mean, s", "#all, s", "#re-runs");
        for (ShardTotal shard : report.log().shards()) {
            page.append(("<tr><th scope=\"row\">%d</th><td>%s</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
                    + "<td class=\"n\">%s</td><td class=\"n\">%s</td></tr>%n").formatted(shard.shard(),
                    Html.escaped(shard.member()),
                    shard.owner().equals(shard.member()) ? "the same" : Html.escaped(shard.owner()), Html.whole(shard.rounds()),
                    Html.data(shard.meanSeconds(), String.format(Locale.ROOT, "%.3f", shard.meanSeconds())),
                    Html.data(shard.seconds(), String.format(Locale.ROOT, "%.1f", shard.seconds())),
                    Html.whole(shard.reruns())));
        }
        closeTable();
    }

    private void settings() {
        Provenance provenance = report.model().provenance();
        section("Settings and provenance");
        page.append(Html.scrolling("Provenance")).append("<table id=\"provenance\"><tbody>\n");
        page.append(Html.row("model", Html.escaped(report.version())));
        page.append(Html.row("modelSha256", "<code>" + report.model().net().sha256() + "</code>"));
        page.append(Html.row("data", Html.escaped(provenance.dataset())));
        page.append(Html.row("fingerprint", "<code>" + Html.escaped(provenance.dataHash()) + "</code>"));
        page.append(Html.row("cases learned from", Html.whole(provenance.cases())));
        page.append(Html.row("labelled", Html.whole(provenance.labelledCases())));
        page.append(Html.row("held out", Html.whole(provenance.heldOutCases())));
        page.append(Html.row("members at the start", Html.whole(provenance.members())));
        page.append(Html.row("rounds", Html.whole(provenance.rounds())));
        page.append(Html.row("training ended", Html.escaped(provenance.created())));
        page.append(Html.row("versions", Html.escaped(provenance.versions())));
        page.append(Html.row("processors", Html.escaped(provenance.processor())));
        page.append(Html.row("different kernels allowed", provenance.mixedKernels() ? "yes" : "no"));
        page.append(Html.row("started from", provenance.from().isEmpty() ? "random weights"
                : "<code>" + Html.escaped(provenance.from()) + "</code>"));
        closeTable();
    }

    private void repetition() {
        section("Training plan, and how to repeat it");
        String name = report.version().replaceFirst("@.*", "");
        page.append("<p>In a shell, in the program's folder. With members of the same OpenBLAS kernel it gives the same "
                + "<code>modelSha256</code>, on any number of members and threads.</p>\n");
        code(ShellText.repetition(report.model(), name, report.data()), "Command");
    }

    private void code(String text, String name) {
        page.append("<pre tabindex=\"0\" role=\"region\" aria-label=\"%s\"><code>%s</code></pre>%n".formatted(name,
                Html.escaped(text)));
    }
}
