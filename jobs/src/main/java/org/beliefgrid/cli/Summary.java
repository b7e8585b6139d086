package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.IntStream;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;

/** Results as a person reads them. */
final class Summary {
    private Summary() {
    }

    /** @param model that was evaluated, which has the names of the classes */
    static void print(PrintWriter out, Evaluation evaluation, Model model) {
        out.printf(Locale.ROOT, "test error %.2f %% (%d of %d)%n", evaluation.errorPercent(), evaluation.errors(),
                evaluation.cases());
        long[][] confusion = evaluation.confusion();
        int longest = IntStream.range(0, confusion.length).map(label -> model.className(label).length()).max().orElse(0);
        int width = Math.max(6, longest + 1);
        String name = "%" + width + "s";
        String first = "%" + Math.max(17, longest) + "s";
        out.printf(first, "class \\ predicted");
        for (int predicted = 0; predicted < confusion.length; predicted++) {
            out.printf(name, model.className(predicted));
        }
        out.println("     error");
        for (int label = 0; label < confusion.length; label++) {
            out.printf(first, model.className(label));
            for (long cases : confusion[label]) {
                out.printf("%" + width + "d", cases);
            }
            out.printf(Locale.ROOT, "%8.2f %%%n", evaluation.errorPercent(label));
        }
    }

    static void printHash(PrintWriter out, String sha256) {
        out.println("modelSha256 " + sha256);
    }
}
