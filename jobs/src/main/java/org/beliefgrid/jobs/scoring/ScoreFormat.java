package org.beliefgrid.jobs.scoring;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Locale;
import org.beliefgrid.scoring.Score;

/** How scores stand in files. */
public enum ScoreFormat {
    /**
     * {@code row,class,probability,model}, with that line first; a row that is passed over has neither class nor probability.
     */
    CSV {
        @Override
        String header() {
            return "row,class,probability,model\n";
        }

        @Override
        void append(StringBuilder text, long row, Score score) {
            text.append(row).append(',');
            if (score.isScored()) {
                text.append(quoted(score.className())).append(',').append(score.probability());
            } else {
                text.append(',');
            }
            text.append(',').append(score.model()).append('\n');
        }
    },
    /**
     * An object a line: {@code row}, {@code class}, {@code probabilities} of all classes, {@code model}; of a row that is
     * passed over {@code row}, {@code problem}, {@code model}.
     */
    JSONL {
        @Override
        String header() {
            return "";
        }

        @Override
        void append(StringBuilder text, long row, Score score) {
            text.append("{\"row\":").append(row);
            if (score.isScored()) {
                text.append(",\"class\":").append(classOf(score)).append(",\"probabilities\":[");
                for (int label = 0; label < score.probabilities().length; label++) {
                    text.append(label == 0 ? "" : ",").append(score.probabilities()[label]);
                }
                text.append(']');
            } else {
                text.append(",\"problem\":").append(escaped(score.problem()));
            }
            // A model's name has no character that would have to be escaped.
            text.append(",\"model\":\"").append(score.model()).append("\"}\n");
        }

        /** A number where the model has no names. */
        private static String classOf(Score score) {
            String number = String.valueOf(score.label());
            return score.className().equals(number) ? number : escaped(score.className());
        }

        private static String escaped(String text) {
            return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
        }
    };

    private static String quoted(String name) {
        boolean plain = name.chars().noneMatch(character -> ",\"\r\n".indexOf(character) >= 0);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** What comes first in a file. */
    abstract String header();

    /** Appends the line of a row. Probabilities have as many digits as tell them apart: reading gives back the same bits. */
    abstract void append(StringBuilder text, long row, Score score);

    /** By which files of this format end. */
    public String ending() {
        return "." + name().toLowerCase(Locale.ROOT);
    }
}
