package org.beliefgrid.data.digits;

/**
 * The hand of one writing: turns the points of an {@link Outline} into pixel coordinates. First an elastic displacement, smooth
 * over the box: random at the nodes of a lattice of three by three, parabolas between them (the idea of Simard, Steinkraus and
 * Platt, "Best practices for convolutional neural networks", ICDAR 2003, on points instead of pixels). Then an affine map and
 * a shift that keeps all ink inside the image. The constants below are what makes the digits hard for softmax regression.
 */
final class Distortion {
    /** Nodes of the lattice: three rows of three, at the edges and the middle lines of the box. */
    private static final int NODES = 9;
    /** Largest displacement of a node along each axis, in units of the outline. */
    private static final float ELASTIC = 15.6f;
    /** Pixels per unit of the outline, on average. */
    private static final float PIXELS_PER_UNIT = 0.19f;
    /** Largest relative change of the size, and of the width once more. */
    private static final float SCALE = 0.15f;
    /** Deviation of the rotation, in radians. */
    private static final float ROTATION = 0.12f;
    /** Deviation of the shear: how far a point moves to the side for one unit down. */
    private static final float SHEAR = 0.15f;
    /** Largest shift of the drawing's centre from the image's centre along each axis, in pixels. */
    private static final float SHIFT = 1.2f;
    /** Pixels left free at each edge. */
    private static final float MARGIN = 1.5f;

    private final float[] latticeX = new float[NODES];
    private final float[] latticeY = new float[NODES];
    /** The affine map's matrix. */
    private final float xOfX;
    private final float xOfY;
    private final float yOfX;
    private final float yOfY;
    private final float shiftX;
    private final float shiftY;

    Distortion(Draws draws) {
        for (int node = 0; node < NODES; node++) {
            latticeX[node] = draws.between(-ELASTIC, ELASTIC);
            latticeY[node] = draws.between(-ELASTIC, ELASTIC);
        }
        double angle = draws.around0(ROTATION);
        float cosine = (float) StrictMath.cos(angle);
        float sine = (float) StrictMath.sin(angle);
        float shear = draws.around0(SHEAR);
        float scaleY = PIXELS_PER_UNIT * draws.between(1 - SCALE, 1 + SCALE);
        float scaleX = scaleY * draws.between(1 - SCALE, 1 + SCALE);
        xOfX = scaleX * cosine;
        xOfY = scaleX * cosine * shear - scaleY * sine;
        yOfX = scaleX * sine;
        yOfY = scaleX * sine * shear + scaleY * cosine;
        shiftX = draws.between(-SHIFT, SHIFT);
        shiftY = draws.between(-SHIFT, SHIFT);
    }

    /**
     * The paths of the pen's tip in the image.
     *
     * @param outline not modified
     * @param penRadius in pixels
     * @return [strokes][2 * points] x and y in pixels, 0 to the image's width and height
     */
    float[][] apply(Outline outline, float penRadius) {
        float[][] strokes = new float[outline.strokes().length][];
        for (int stroke = 0; stroke < strokes.length; stroke++) {
            strokes[stroke] = outline.strokes()[stroke].clone();
            displace(strokes[stroke]);
            transform(strokes[stroke]);
        }
        place(strokes, 0, DigitPainter.WIDTH, shiftX, penRadius + MARGIN);
        place(strokes, 1, DigitPainter.HEIGHT, shiftY, penRadius + MARGIN);
        return strokes;
    }

    /** Adds the elastic displacement. */
    private void displace(float[] points) {
        for (int point = 0; point < points.length; point += 2) {
            float across = points[point] / Outline.WIDTH;
            float down = points[point + 1] / Outline.HEIGHT;
            points[point] += surface(latticeX, across, down);
            points[point + 1] += surface(latticeY, across, down);
        }
    }

    /** The surface through all nodes, at a place whose coordinates are 0 to 1 within the box. */
    private static float surface(float[] lattice, float across, float down) {
        return parabola(
                parabola(lattice[0], lattice[1], lattice[2], across),
                parabola(lattice[3], lattice[4], lattice[5], across),
                parabola(lattice[6], lattice[7], lattice[8], across),
                down);
    }

    /** The parabola that has three given values at 0, 1/2 and 1. */
    private static float parabola(float atStart, float atMiddle, float atEnd, float place) {
        float rise = atEnd - atStart;
        float bend = 2 * (atStart - 2 * atMiddle + atEnd);
        return atStart + place * (rise + bend * (place - 1));
    }

    private void transform(float[] points) {
        for (int point = 0; point < points.length; point += 2) {
            float x = points[point];
            float y = points[point + 1];
            points[point] = xOfX * x + xOfY * y;
            points[point + 1] = yOfX * x + yOfY * y;
        }
    }

    /** Moves the drawing to the middle of one axis plus a shift, as far as there is room; shrinks it when there is none. */
    private static void place(float[][] strokes, int axis, int pixels, float shift, float margin) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float[] points : strokes) {
            for (int i = axis; i < points.length; i += 2) {
                low = Math.min(low, points[i]);
                high = Math.max(high, points[i]);
            }
        }
        float room = (pixels - 2 * margin - (high - low)) / 2;
        float scale = room < 0 ? (pixels - 2 * margin) / (high - low) : 1;
        float reachable = Math.max(0, room);
        float centre = pixels / 2f + Math.max(-reachable, Math.min(reachable, shift));
        for (float[] points : strokes) {
            for (int i = axis; i < points.length; i += 2) {
                points[i] = centre + scale * (points[i] - (low + high) / 2);
            }
        }
    }
}
