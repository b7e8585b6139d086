package org.beliefgrid.scorer.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.scorer.Scorer;

/**
 * {@code java -jar beliefgrid-scorer.jar MODEL < CASES}: reads cases from standard input, one a line, values with commas
 * between them, no header; writes for each a line {@code label,probability of class 0,probability of class 1,...}, the label
 * being the class's name if the model was trained on a table. An error is
 * one line on standard error; lines before the one that it names have been answered.
 */
public final class Main {
    /** Done. */
    static final int DONE = 0;
    /** The answers could not be written, or our own fault. */
    static final int FAILED = 1;
    /** Wrong usage. */
    static final int USAGE = 2;
    /** A model file or case that cannot be used. */
    static final int BAD_INPUT = 3;

    private Main() {
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.in, new FileOutputStream(FileDescriptor.out), System.err));
    }

    /**
     * Runs the program.
     *
     * @param out answers, closed
     * @return the exit code
     */
    static int run(String[] arguments, InputStream in, OutputStream out, PrintStream err) {
        if (arguments.length != 1 || arguments[0].startsWith("-")) {
            err.println("usage: java -jar beliefgrid-scorer.jar MODEL < CASES");
            err.println("MODEL is a model's file (.dbn); CASES has one case a line, values with commas between them; the "
                    + "answer to each is label,probability of class 0,probability of class 1,...");
            return USAGE;
        }
        try {
            Scorer scorer = Scorer.open(Path.of(arguments[0]));
            BufferedReader cases = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            try (Writer answers = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
                new CsvScoring(scorer, cases, answers).run();
            }
            return DONE;
        } catch (BadInputException e) {
            err.println("beliefgrid-scorer: " + e.getMessage());
            return BAD_INPUT;
        } catch (IOException e) {
            err.println("beliefgrid-scorer: " + e);
            return FAILED;
        }
    }
}
