package org.beliefgrid.jobs.scoring;

import java.util.Locale;
import org.beliefgrid.scoring.Score;

/** How scores stand in files. */
public enum ScoreFormat {
    /** {@code row,class,probability,model}, with that line first. */
    CSV {
        @Override
        String header() {
            return "row,class,probability,model\n";
        }

        @Override
        void append(StringBuilder text, long row, Score score) {
            text.append(row).append(',').append(score.label()).append(',').append(score.probability()).append(',')
                    .append(score.model()).append('\n');
        }
    },
    /** An object a line: {@code row}, {@code class}, {@code probabilities} of all classes, {@code model}. */
    JSONL {
        @Override
        String header() {
            return "";
        }

        @Override
        void append(StringBuilder text, long row, Score score) {
            text.append("{\"row\":").append(row).append(",\"class\":").append(score.label()).append(",\"probabilities\":[");
            for (int label = 0; label < score.probabilities().length; label++) {
                text.append(label == 0 ? "" : ",").append(score.probabilities()[label]);
            }
            // A model's name has no character that would have to be escaped.
            text.append("],\"model\":\"").append(score.model()).append("\"}\n");
        }
    };

    /** What comes first in a file. */
    abstract String header();

    /** Appends the line of a row. Probabilities have as many digits as tell them apart: reading gives back the same bits. */
    abstract void append(StringBuilder text, long row, Score score);

    /** By which files of this format end. */
    public String ending() {
        return "." + name().toLowerCase(Locale.ROOT);
    }
}
