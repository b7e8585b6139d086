package org.beliefgrid.math;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.math.Matrix.Rows;

/**
 * Multiplies nothing and writes down what it was asked for: {@code FloorTest} in {@code org.beliefgrid.bench} puts it in the
 * place of {@link Blas}, with classes of its own, so that nothing else in the process sees it.
 */
public final class CountingBlas {
    private CountingBlas() {
    }

    /** One product of rows, each as it stands or transposed; whether c kept what it held. Kept here, whose name stays. */
    public record Asked(Rows a, boolean turnedA, Rows b, boolean turnedB, boolean keeps, Rows c) {
        static final List<Asked> ALL = new ArrayList<>();

        /** All that was asked for, from then on forgotten. */
        public static List<Asked> take() {
            List<Asked> taken = List.copyOf(ALL);
            ALL.clear();
            return taken;
        }
    }

    public static void product(float scale, Rows a, Rows b, float keep, Rows c) {
        Asked.ALL.add(new Asked(a, false, b, false, keep != 0, c));
    }

    public static void productWithTransposed(float scale, Rows a, Rows b, float keep, Rows c) {
        Asked.ALL.add(new Asked(a, false, b, true, keep != 0, c));
    }

    public static void transposedProduct(float scale, Rows a, Rows b, float keep, Rows c) {
        Asked.ALL.add(new Asked(a, true, b, false, keep != 0, c));
    }

    public static void add(float scale, Rows x, Rows y) {
        // No product: what a step adds is no part of the floor.
    }

    public static void scale(float factor, Rows x) {
        // No product either.
    }
}
