package org.beliefgrid.scoring;

import java.util.Arrays;
import org.beliefgrid.math.Blas;
import org.beliefgrid.scoring.ForwardPass.Cases;

/**
 * Cases in the places that their numbers say, whatever batch they come in: case number r stands at a row that is r modulo
 * {@link Blas#ROW_BLOCK}, so that it gets the same bits as in any other batch, and as in an evaluation of the whole source
 * that it is row r of. Rows in between hold zeros. Consecutive numbers leave no more than one block of them.
 */
public final class PlacedCases implements Cases {
    private static final int NONE = -1;

    private final Cases values;
    private final int units;
    private final int[] rows;
    private final int[] cases;

    /**
     * @param numbers one a case, any; not modified
     * @param values of the cases
     * @param units values a case
     */
    public PlacedCases(long[] numbers, Cases values, int units) {
        this.values = values;
        this.units = units;
        rows = new int[numbers.length];
        int[] used = new int[Blas.ROW_BLOCK];
        int last = NONE;
        for (int index = 0; index < rows.length; index++) {
            int place = (int) Math.floorMod(numbers[index], (long) Blas.ROW_BLOCK);
            rows[index] = Math.addExact(Math.multiplyExact(used[place]++, Blas.ROW_BLOCK), place);
            last = Math.max(last, rows[index]);
        }
        cases = new int[last + 1];
        Arrays.fill(cases, NONE);
        for (int index = 0; index < rows.length; index++) {
            cases[rows[index]] = index;
        }
    }

    /** Number of rows, those in between included. */
    public int rows() {
        return cases.length;
    }

    /** The row of a case. */
    public int row(int index) {
        return rows[index];
    }

    @Override
    public void copy(int row, float[] out, int offset) {
        if (cases[row] == NONE) {
            Arrays.fill(out, offset, offset + units, 0);
        } else {
            values.copy(cases[row], out, offset);
        }
    }

    /**
     * What a pass gave for the cases, in their order.
     *
     * @param ofRows [rows x width] row-major, not modified
     * @param width values a row
     * @return [cases x width] row-major
     */
    public float[] ofCases(float[] ofRows, int width) {
        float[] result = new float[Math.multiplyExact(rows.length, width)];
        for (int index = 0; index < rows.length; index++) {
            System.arraycopy(ofRows, rows[index] * width, result, index * width, width);
        }
        return result;
    }
}
