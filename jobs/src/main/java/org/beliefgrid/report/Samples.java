package org.beliefgrid.report;

import java.util.List;

/**
 * Some cases of a dataset, to be shown.
 *
 * @param cases each [units], 0 to 1; not modified
 */
public record Samples(List<float[]> cases) {
    /** Where no case can be had. */
    public static final Samples NONE = new Samples(List.of());

    private static final float WHITE = 255;

    public Samples {
        cases = List.copyOf(cases);
    }

    /** Number of cases. */
    public int count() {
        return cases.size();
    }

    /** Copies a case, as a pass through a network wants it. */
    void copy(int index, float[] out, int offset) {
        System.arraycopy(cases.get(index), 0, out, offset, cases.get(index).length);
    }

    /**
     * A case as numbers from 0 to 1.
     *
     * @param pixels unsigned bytes, not modified
     */
    public static float[] shares(byte[] pixels) {
        float[] values = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            values[i] = Byte.toUnsignedInt(pixels[i]) / WHITE;
        }
        return values;
    }
}
