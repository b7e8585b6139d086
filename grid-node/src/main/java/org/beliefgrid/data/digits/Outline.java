package org.beliefgrid.data.digits;

/**
 * One way to write a digit: the paths of the pen's tip, as polylines in a box of {@link #WIDTH} by {@link #HEIGHT} units, x to
 * the right, y down.
 *
 * @param strokes [strokes][2 * points] x and y of each point in turn; not modified
 */
record Outline(float[][] strokes) {
    /** Width of the box that an upright digit fills, in units. */
    static final float WIDTH = 60;
    /** Height of the box that an upright digit fills, in units. */
    static final float HEIGHT = 100;

    /** Straight pieces of a curve between two of its given points. */
    private static final int PIECES = 4;

    static Outline of(float[]... strokes) {
        return new Outline(strokes);
    }

    /** A stroke of straight pieces with corners at the given points x0, y0, x1, y1 and so on. */
    static float[] line(float... points) {
        return points;
    }

    /** A smooth stroke through the given points x0, y0, x1, y1 and so on. */
    static float[] curve(float... points) {
        return smooth(points, false);
    }

    /** A smooth stroke through the given points and back to the first. */
    static float[] ring(float... points) {
        return smooth(points, true);
    }

    /** A spline of Catmull and Rom (1974), cut into straight pieces. */
    private static float[] smooth(float[] points, boolean closed) {
        int given = points.length / 2;
        int spans = closed ? given : given - 1;
        float[] smooth = new float[2 * (spans * PIECES + 1)];
        for (int piece = 0; piece <= spans * PIECES; piece++) {
            int span = Math.min(piece / PIECES, spans - 1);
            float along = (piece - span * PIECES) / (float) PIECES;
            for (int axis = 0; axis < 2; axis++) {
                smooth[2 * piece + axis] = spline(
                        points[2 * neighbour(span - 1, given, closed) + axis],
                        points[2 * span + axis],
                        points[2 * neighbour(span + 1, given, closed) + axis],
                        points[2 * neighbour(span + 2, given, closed) + axis],
                        along);
            }
        }
        return smooth;
    }

    private static int neighbour(int point, int given, boolean closed) {
        return closed ? Math.floorMod(point, given) : Math.max(0, Math.min(given - 1, point));
    }

    /** The value at {@code along} in [0, 1] between {@code from} and {@code to}. */
    private static float spline(float before, float from, float to, float after, float along) {
        float slope = to - before;
        float square = 2 * before - 5 * from + 4 * to - after;
        float cube = 3 * (from - to) + after - before;
        return from + 0.5f * along * (slope + along * (square + along * cube));
    }
}
