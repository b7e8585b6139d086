package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.beliefgrid.reproduction.ReportText;
import org.beliefgrid.reproduction.Reproduction.State;
import org.beliefgrid.reproduction.RowCost;

/** What {@code reproduce --list} prints: rows, which of their seeds are done, and what is left. */
final class ReproduceListing {
    private static final double TERA = 1e12;

    private final RowCost cost;
    private final String dataHash;

    ReproduceListing(RowCost cost, String dataHash) {
        this.cost = cost;
        this.dataHash = dataHash;
    }

    /** What is left of a row. */
    private static final class Left {
        private int seeds;
        private int done;
        private double work;
    }

    /**
     * Prints a line a row.
     *
     * @param states in the order in which they are trained
     * @param secondsOfWork that a multiplication takes; empty if it is not known
     */
    void print(PrintWriter out, List<State> states, OptionalDouble secondsOfWork) {
        Map<String, Left> rows = new LinkedHashMap<>();
        Map<String, String> stackOf = new HashMap<>();
        Set<String> stacks = new HashSet<>();  // pre-trained already, or by the time that a later row needs them
        for (State state : states) {
            Left left = rows.computeIfAbsent(state.task().row(), row -> new Left());
            Optional<String> stack = state.task().stackModel(dataHash);
            stackOf.put(state.task().row(), state.task().stackFile(dataHash).orElse("random weights"));
            left.seeds++;
            if (state.result().isPresent()) {
                left.done++;
                continue;
            }
            left.work += cost.work(state.task().plan());
            if (stack.isPresent() && state.stack().isEmpty() && stacks.add(stack.get())) {
                left.work += cost.work(state.task().stack().orElseThrow());
            }
        }
        List<String> lines = new ArrayList<>(List.of("row|done|from|left"));
        rows.forEach((row, left) -> lines.add(String.join("|", row, left.done + " of " + left.seeds, stackOf.get(row),
                left.done == left.seeds ? "" : said(left.work, secondsOfWork))));
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        String format = "%-" + Math.max(width, 3) + "s  %-8s  %-18s  %s";
        lines.forEach(line -> out.println(String.format(format, (Object[]) line.split("\\|", -1)).stripTrailing()));
        out.println("all: " + said(rows.values().stream().mapToDouble(left -> left.work).sum(), secondsOfWork)
                + (secondsOfWork.isPresent() ? " by what was measured so far" : ", which a first row will turn into time"));
        out.flush();
    }

    private static String said(double work, OptionalDouble secondsOfWork) {
        return secondsOfWork.isPresent() ? "about " + ReportText.seconds(work * secondsOfWork.getAsDouble())
                : String.format(Locale.ROOT, "%.2g x 10^12 multiplications a thread", work / TERA);
    }
}
