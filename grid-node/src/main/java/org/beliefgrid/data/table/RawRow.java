package org.beliefgrid.data.table;

import java.util.Arrays;

/** A row as it stands in its file; overwritten by the next one. */
final class RawRow {
    /** Of the columns of numbers; NaN where there is none. */
    final double[] numbers;
    /** Of the categorical columns; null where there is none. */
    final String[] texts;
    /** Name of the class; null where there is none. */
    String label;
    /** What is wrong with the row; null if nothing is. Then its values mean nothing. */
    String problem;

    /** A value as messages show it: not too long, and on one line. */
    static String shown(String value) {
        int most = 40;
        String start = value.length() > most ? value.substring(0, most) + "..." : value;
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    RawRow(int numbers, int texts) {
        this.numbers = new double[numbers];
        this.texts = new String[texts];
    }

    void clear() {
        Arrays.fill(numbers, Double.NaN);
        Arrays.fill(texts, null);
        label = null;
        problem = null;
    }
}
