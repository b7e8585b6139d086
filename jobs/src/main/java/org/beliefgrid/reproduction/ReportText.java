package org.beliefgrid.reproduction;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.beliefgrid.model.RowList;
import org.beliefgrid.model.RowList.Comparison;
import org.beliefgrid.model.RowList.Published;
import org.beliefgrid.reproduction.RepeatedRow.Came;

/** The document that a list of rows becomes: tables in Markdown, of rows that have results. */
public final class ReportText {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;
    private static final int DATE = 10;

    private final RowList list;
    private final CurrentResults results;
    private final Repetition repetition;
    private final StringBuilder text = new StringBuilder();

    private ReportText(RowList list, CurrentResults results, Repetition repetition) {
        this.list = list;
        this.results = results;
        this.repetition = repetition;
    }

    /**
     * What the document says of itself.
     *
     * @param name of the list
     * @param command that wrote it
     * @param date of that day, ISO 8601
     * @param pictures files of curves and filters beside it, by what they show
     */
    public record Frame(String name, String command, String date, Map<String, String> pictures) {
    }

    /** The document. */
    public static String of(RowList list, CurrentResults results, Repetition repetition, Frame frame) {
        return new ReportText(list, results, repetition).write(frame);
    }

    private String write(Frame frame) {
        line("# Results: " + frame.name());
        line("");
        line("Written on %s by `%s`, not by hand; rows may come from several starts.".formatted(frame.date(), frame.command()));
        line("");
        line("Test error is that of the last epoch, or of the mean of the last epochs' weights where a plan has one: mean ± "
                + "standard deviation over seeds (from n - 1), where there are two or more. No epoch was chosen on test cases. "
                + "Pre-trained stacks are shared by rows of equal pre-training, and their time stands in each of these rows. "
                + sampling());
        machines();
        rows();
        comparisons();
        published();
        pictures(frame.pictures());
        commands();
        models();
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void section(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void cells(Object... cells) {
        text.append('|');
        for (Object cell : cells) {
            text.append(' ').append(String.valueOf(cell).replace("|", "\\|")).append(" |");
        }
        text.append('\n');
    }

    private void head(String... titles) {
        cells((Object[]) titles);
        line("|" + "---|".repeat(titles.length));
    }

    private String sampling() {
        return results.all().stream().filter(result -> !result.training().diverged()).findFirst().map(first -> {
            double share = Math.max(1, first.errors()) / (double) first.cases();
            return String.format(Locale.ROOT, "An error like the first row's on %,d test cases has, as a sample of such cases, "
                    + "a standard error of %.2f points itself.", first.cases(), 100 * Math.sqrt(share * (1 - share)
                    / first.cases()));
        }).orElse("");
    }

    private void machines() {
        Set<String> machines = new LinkedHashSet<>();
        for (RowResult result : results.all()) {
            TrainingResult training = result.training();
            if (!training.diverged()) {
                machines.add("- %s; %s; %srevision %s, %s".formatted(training.where().machine(), training.where().processor(),
                        training.task().kernel().equals("mixed") ? "kernels may differ; " : "",
                        training.where().revision().isEmpty() ? "unknown" : training.where().revision(),
                        training.where().versions()));
            }
        }
        if (machines.isEmpty()) {
            return;
        }
        String first = results.all().stream().map(result -> result.training().ended()).min(String::compareTo).orElseThrow();
        String last = results.all().stream().map(result -> result.training().ended()).max(String::compareTo).orElseThrow();
        line("");
        line("Trainings ended from %s to %s, on:".formatted(first, last));
        line("");
        machines.forEach(this::line);
    }

    private void rows() {
        section("Rows");
        head("row", "differs from the base in", "seeds", "test error, %", "published, %", "pre-training", "fine-tuning");
        for (String row : list.rows().keySet()) {
            if (results.has(row)) {
                List<RowResult> all = results.all(row);
                int diverged = all.size() - results.finished(row).size();
                String published = list.published().stream().filter(figure -> figure.rows().contains(row))
                        .map(figure -> number(figure.error())).collect(Collectors.joining(", "));
                cells(row, list.differences().getOrDefault(row, ""), seeds(all.size()),
                        results.error(row).map(Spread::toString).orElse("")
                        + (diverged == 0 ? "" : " (%s diverged)".formatted(seeds(diverged))), published,
                        all.stream().allMatch(result -> result.stack().isEmpty()) ? ""
                                : time(all, RowResult::stackResumed, RowResult::stackSeconds),
                        time(all, result -> result.training().resumed(), result -> result.training().seconds()));
            }
        }
        line("");
        line("Times are means over seeds, from start to stored model, of trainings that were not stopped; where all were, of "
                + "what was left when they were gone on with, with a + behind.");
        remarks();
        if (!results.missing().isEmpty()) {
            line("");
            line("Not run: " + String.join(", ", results.missing()) + ".");
        }
    }

    private void remarks() {
        List<String> said = list.remarks().entrySet().stream().filter(remark -> results.has(remark.getKey()))
                .map(remark -> "- %s: %s".formatted(remark.getKey(), remark.getValue())).toList();
        if (!said.isEmpty()) {
            line("");
            said.forEach(this::line);
        }
    }

    private static String seeds(int count) {
        return count == 1 ? "1 seed" : count + " seeds";
    }

    private static String time(List<RowResult> all, Predicate<RowResult> resumed, ToDoubleFunction<RowResult> seconds) {
        List<RowResult> whole = all.stream().filter(resumed.negate()).toList();
        return seconds((whole.isEmpty() ? all : whole).stream().mapToDouble(seconds).average().orElse(0))
                + (whole.isEmpty() ? "+" : "");
    }

    /** A time as people say it. */
    public static String seconds(double seconds) {
        long whole = Math.round(seconds);
        return whole < MINUTE ? whole + " s" : whole < HOUR ? "%d min %02d s".formatted(whole / MINUTE, whole % MINUTE)
                : "%d h %02d min".formatted(whole / HOUR, whole % HOUR / MINUTE);
    }

    private static String number(double percent) {
        return String.format(Locale.ROOT, "%.2f", percent);
    }

    private void comparisons() {
        List<Difference> differences = list.comparisons().stream().map(comparison -> Difference.of(comparison, results))
                .flatMap(Optional::stream).toList();
        if (differences.isEmpty()) {
            return;
        }
        section("Comparisons");
        line("The difference of test errors, the first row's less the second's, seed by seed: below 0 the first row is better. "
                + "Its standard error is that of the mean over seeds.");
        line("");
        head("what", "rows", "seeds in both", "difference, points", "standard error", "");
        for (Difference difference : differences) {
            Comparison comparison = difference.comparison();
            cells(comparison.what(), comparison.row() + ", " + comparison.against(), seeds(difference.spread().count()),
                    String.format(Locale.ROOT, "%+.3f", difference.spread().mean()),
                    difference.spread().count() < 2 ? "" : String.format(Locale.ROOT, "%.3f",
                            difference.spread().standardError()), difference.verdict());
        }
    }

    private void published() {
        if (list.published().isEmpty()) {
            return;
        }
        section("Published");
        head("test error, %", "what", "source", "beside");
        for (Published figure : list.published()) {
            cells(number(figure.error()), figure.what(), figure.source(), String.join(", ", figure.rows()));
        }
    }

    private void pictures(Map<String, String> pictures) {
        if (pictures.isEmpty()) {
            return;
        }
        section("Curves and filters");
        line("Training error by epoch of fine-tuning, of the first seed whose training was not stopped, if there is one; and "
                + "incoming weights of the first layer's units, of the first seed's model.");
        pictures.forEach((says, file) -> {
            line("");
            line("![%s](%s)".formatted(says, file));
        });
    }

    private void commands() {
        section("Commands");
        line("For the folder that the command above was started in, by default the project's, each line as it stands; a "
                + "row's stack is pre-trained once for all rows that share it. With the OpenBLAS kernel that `--blas-core` asks "
                + "for, a row's last line gives the `modelSha256` of the table below.");
        line("");
        line("```");
        Set<String> lines = new LinkedHashSet<>();
        results.all().stream().filter(result -> !result.training().diverged())
                .forEach(result -> lines.addAll(repetition.commands(result)));
        lines.forEach(this::line);
        line("```");
    }

    private void models() {
        section("Models");
        boolean any = results.all().stream().anyMatch(result -> results.repeated(result).isPresent());
        List<String> titles = new ArrayList<>(List.of("row", "seed", "test error, %", "wrong", "kernel", "revision", "modelSha256"));
        if (any) {
            line("Under \"trained again\": what came when the row was trained once more from the beginning, its stack too "
                    + "(`./beliefgrid reproduce --repeat`), with the day and the revision of that.");
            line("");
            titles.add("trained again");
        }
        head(titles.toArray(String[]::new));
        for (RowResult result : results.all()) {
            List<Object> cells = new ArrayList<>(model(result));
            if (any) {
                cells.add(results.repeated(result).map(ReportText::again).orElse(""));
            }
            cells(cells.toArray());
        }
    }

    private static List<Object> model(RowResult result) {
        TrainingResult training = result.training();
        boolean diverged = training.diverged();
        return List.of(result.row(), result.seed(), diverged ? "diverged" : number(result.errorPercent()),
                diverged ? "" : "%d of %d".formatted(result.errors(), result.cases()), training.task().kernel(),
                training.where().revision(), diverged ? training.problem().lines().findFirst().orElse("")
                : "`" + training.modelSha256() + "`");
    }

    private static String again(RepeatedRow again) {
        String came = again.came() == Came.ANOTHER ? "%s `%s`".formatted(again.came(), again.modelSha256())
                : again.came().toString();
        return "%s, %s%s".formatted(came, again.ended().substring(0, DATE), again.revision().isEmpty() ? ""
                : ", " + again.revision());
    }
}
