package org.beliefgrid.jobs.scoring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/** How the numbers of a row stand in a line of text. */
public enum LineFormat {
    /** Numbers with commas between; a first line without any number is a header. */
    CSV {
        @Override
        boolean isHeader(String line) {
            return !line.isBlank() && Arrays.stream(line.split(",")).noneMatch(LineFormat::isNumber);
        }

        @Override
        void parse(String line, float[] values, int offset, int units) {
            int found = 0;
            int start = 0;
            while (start <= line.length()) {
                int comma = line.indexOf(',', start);
                int end = comma < 0 ? line.length() : comma;
                if (found < units) {
                    values[offset + found] = number(line.substring(start, end), found);
                }
                found++;
                start = end + 1;
            }
            requireCount(found, units);
        }
    },
    /** An array of numbers in JSON. */
    JSONL {
        private final JsonFactory parsers = new JsonFactory();

        @Override
        boolean isHeader(String line) {
            return false;
        }

        @Override
        void parse(String line, float[] values, int offset, int units) {
            try (JsonParser json = parsers.createParser(line)) {
                if (json.nextToken() != JsonToken.START_ARRAY) {
                    throw new IllegalArgumentException("must be an array of numbers");
                }
                int found = 0;
                for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken(), found++) {
                    if (token == null || !token.isNumeric()) {
                        throw new IllegalArgumentException("value %d must be a number, was %s".formatted(found + 1,
                                token == null ? "the end of the line" : json.getText()));
                    }
                    if (found < units) {
                        values[offset + found] = finite(json.getFloatValue(), json.getText(), found);
                    }
                }
                if (json.nextToken() != null) {
                    throw new IllegalArgumentException("goes on after its array");
                }
                requireCount(found, units);
            } catch (IOException e) {
                throw new IllegalArgumentException("is no JSON: " + e.getMessage().lines().findFirst().orElse(""), e);
            }
        }
    };

    /** Whether the first line of a file names columns. */
    abstract boolean isHeader(String line);

    /**
     * Reads a line.
     *
     * @param values overwritten from {@code offset} on
     * @param units how many numbers there must be
     * @throws IllegalArgumentException if there are others, or one is not finite, with what was found
     */
    abstract void parse(String line, float[] values, int offset, int units);

    private static boolean isNumber(String text) {
        try {
            Float.parseFloat(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static float number(String text, int index) {
        try {
            return finite(Float.parseFloat(text), text, index);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("value %d must be a number, was \"%s\"".formatted(index + 1, text), e);
        }
    }

    private static float finite(float value, String text, int index) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException("value %d must be finite, was %s".formatted(index + 1, text));
        }
        return value;
    }

    private static void requireCount(int found, int units) {
        if (found != units) {
            throw new IllegalArgumentException("%d values, the model takes %d".formatted(found, units));
        }
    }
}
