package org.beliefgrid.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.beliefgrid.soak.RunResult.Verdict;

/** Results of many runs, a row a fault. */
public final class SoakResults {
    /** What docs/reliability.md reports: runs of each fault. */
    public static final Map<Fault, Integer> TABLE = Map.of(Fault.KILL, 50, Fault.FREEZE, 20, Fault.JOIN, 20,
            Fault.TWO_KILLS, 10, Fault.ALL_KILLED, 10);

    private final List<RunResult> runs = new ArrayList<>();

    public void add(RunResult run) {
        runs.add(run);
    }

    /** Runs of a fault that were struck in time. */
    public int count(Fault fault) {
        return (int) runs.stream().filter(run -> run.fault() == fault && run.counts()).count();
    }

    /** Whether any run was struck in time; if none was, the others show nothing. */
    public boolean someCount() {
        return runs.stream().anyMatch(RunResult::counts);
    }

    /** Whether every run ended as promised. */
    public boolean allGood() {
        return runs.stream().allMatch(RunResult::good);
    }

    /** Whether every run ended with the undisturbed model. */
    public boolean allTheSame() {
        return runs.stream().allMatch(RunResult::sameModel);
    }

    /** All runs, as a program reads them. */
    public List<Map<String, Object>> values() {
        return runs.stream().map(RunResult::values).toList();
    }

    /** A table in Markdown, a row for each fault that there was. */
    public List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("| fault | runs | finished | with the undisturbed model | driver hit | to the next epoch, above a normal "
                + "one: median | largest |");
        lines.add("|---|---|---|---|---|---|---|");
        Map<Fault, List<RunResult>> byFault = new LinkedHashMap<>();
        Arrays.stream(Fault.values()).forEach(fault -> byFault.put(fault,
                runs.stream().filter(run -> run.fault() == fault && run.counts()).toList()));
        byFault.forEach((fault, some) -> {
            if (!some.isEmpty()) {
                lines.add(row(fault, some));
            }
        });
        return lines;
    }

    private static String row(Fault fault, List<RunResult> some) {
        double[] over = some.stream().mapToDouble(RunResult::secondsOver).filter(Double::isFinite).sorted().toArray();
        return String.format(Locale.ROOT, "| %s | %d | %d | %d | %d | %s | %s |", fault.label(), some.size(),
                same(some) + count(some, Verdict.OTHER_MODEL), same(some),
                some.stream().filter(run -> run.driver().equals("yes")).count(),
                over.length == 0 ? "-" : seconds((over[(over.length - 1) / 2] + over[over.length / 2]) / 2),
                over.length == 0 ? "-" : seconds(over[over.length - 1]));
    }

    private static long count(List<RunResult> some, Verdict verdict) {
        return some.stream().filter(run -> run.verdict() == verdict).count();
    }

    private static long same(List<RunResult> some) {
        return some.stream().filter(RunResult::sameModel).count();
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f s", value);
    }
}
