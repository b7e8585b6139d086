package org.beliefgrid.scorer.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.scorer.Scorer;

/**
 * Lines of values in, lines of labels and probabilities out; as many at once as are there, so that a slow sender is answered.
 */
final class CsvScoring {
    private static final int MOST_AT_ONCE = 256;

    private final Scorer scorer;
    private final BufferedReader cases;
    private final Writer answers;
    private final List<float[]> waiting = new ArrayList<>();
    private long line;
    private long answered;

    CsvScoring(Scorer scorer, BufferedReader cases, Writer answers) {
        this.scorer = scorer;
        this.cases = cases;
        this.answers = answers;
    }

    /**
     * Answers all lines.
     *
     * @throws BadInputException if a line is no case, or has so large values that there is no answer; those before it are
     *     answered
     */
    void run() throws IOException {
        String text;
        while ((text = cases.readLine()) != null) {
            line++;
            try {
                waiting.add(values(text));
            } catch (BadInputException e) {
                answer();
                throw e;
            }
            if (waiting.size() == MOST_AT_ONCE || !cases.ready()) {
                answer();
            }
        }
        answer();
    }

    private float[] values(String text) throws BadInputException {
        String[] words = text.split(",", -1);
        if (words.length != scorer.inputs()) {
            throw new BadInputException("line %d: has %d values, the model takes %d"
                    .formatted(line, words.length, scorer.inputs()));
        }
        float[] values = new float[words.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(words[i], i + 1);
        }
        return values;
    }

    private float value(String word, int column) throws BadInputException {
        float value;
        try {
            value = Float.parseFloat(word);
        } catch (NumberFormatException e) {
            value = Float.NaN;
        }
        if (!Float.isFinite(value)) {
            throw new BadInputException("line %d, value %d: must be a finite number, was \"%s\"".formatted(line, column, word));
        }
        return value;
    }

    private void answer() throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (float[] row : scorer.probabilities(waiting.toArray(float[][]::new))) {
                append(text, row);
            }
            answered += waiting.size();
            waiting.clear();
        } catch (IllegalArgumentException e) {
            answerOneByOne(text);
        } finally {
            answers.write(text.toString());
            answers.flush();
        }
    }

    /** Up to the line that has no answer. */
    private void answerOneByOne(StringBuilder text) throws BadInputException {
        for (float[] values : waiting) {
            try {
                append(text, scorer.probabilities(values));
                answered++;
            } catch (IllegalArgumentException e) {
                throw new BadInputException("%s; case 0 is line %d".formatted(e.getMessage(), answered + 1), e);
            }
        }
    }

    private void append(StringBuilder text, float[] probabilities) {
        text.append(quoted(scorer.className(Scorer.mostProbable(probabilities))));
        for (float probability : probabilities) {
            text.append(',').append(probability);
        }
        text.append('\n');
    }

    private static String quoted(String name) {
        boolean plain = name.indexOf(',') < 0 && name.indexOf('"') < 0 && name.indexOf('\n') < 0 && name.indexOf('\r') < 0;
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
