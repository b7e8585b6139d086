package org.beliefgrid.model;

import java.util.Arrays;

/**
 * How a network did on labelled cases.
 *
 * @param confusion [class][predicted class] number of cases; not modified after being handed over
 */
public record Evaluation(long[][] confusion) {
    /** Number of cases. */
    public long cases() {
        return Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
    }

    /** Number of cases put into a wrong class. */
    public long errors() {
        long right = 0;
        for (int label = 0; label < confusion.length; label++) {
            right += confusion[label][label];
        }
        return cases() - right;
    }

    /** Share of the cases put into a wrong class, in percent. */
    public double errorPercent() {
        return 100.0 * errors() / cases();
    }

    /** Share of one class's cases put into a wrong class, in percent; NaN where the class has no case. */
    public double errorPercent(int label) {
        long cases = Arrays.stream(confusion[label]).sum();
        return 100.0 * (cases - confusion[label][label]) / cases;
    }
}
