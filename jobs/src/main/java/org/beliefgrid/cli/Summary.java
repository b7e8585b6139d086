package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.beliefgrid.model.Evaluation;

/** Results as a person reads them. */
final class Summary {
    private Summary() {
    }

    static void print(PrintWriter out, Evaluation evaluation) {
        out.printf(Locale.ROOT, "test error %.2f %% (%d of %d)%n", evaluation.errorPercent(), evaluation.errors(),
                evaluation.cases());
        long[][] confusion = evaluation.confusion();
        out.print("class \\ predicted");
        for (int predicted = 0; predicted < confusion.length; predicted++) {
            out.printf("%6d", predicted);
        }
        out.println("     error");
        for (int label = 0; label < confusion.length; label++) {
            out.printf("%17d", label);
            for (long cases : confusion[label]) {
                out.printf("%6d", cases);
            }
            out.printf(Locale.ROOT, "%8.2f %%%n", evaluation.errorPercent(label));
        }
    }

    static void printHash(PrintWriter out, String sha256) {
        out.println("modelSha256 " + sha256);
    }
}
