package org.beliefgrid.data;

import java.io.IOException;
import java.util.function.IntPredicate;
import org.beliefgrid.data.digits.DigitPainter;

/** Digits that the program draws itself, row by row as they are wanted. Needs no file and no network. */
public final class DigitCases implements CaseSource {
    private final long seed;
    private final int first;
    private final int cases;

    /**
     * @param seed of the drawing
     * @param first number of the first image
     * @param cases number of images, at least 1
     */
    public DigitCases(long seed, int first, int cases) {
        this.seed = seed;
        this.first = first;
        this.cases = cases;
    }

    @Override
    public int cases() {
        return cases;
    }

    @Override
    public int height() {
        return DigitPainter.HEIGHT;
    }

    @Override
    public int width() {
        return DigitPainter.WIDTH;
    }

    @Override
    public boolean labelled() {
        return true;
    }

    @Override
    public String fingerprint() {
        return "digits version 1 seed %d images %d to %d".formatted(seed, first, first + cases - 1);
    }

    @Override
    public void scan(IntPredicate wanted, CaseConsumer consumer) throws IOException {
        DigitPainter painter = new DigitPainter(seed);
        byte[] pixels = new byte[visible()];
        for (int row = 0; row < cases; row++) {
            if (wanted.test(row)) {
                painter.paint(first + row, pixels, 0);
                consumer.accept(row, pixels, painter.label(first + row));
            }
        }
    }

    @Override
    public void scanLabels(LabelConsumer consumer) {
        DigitPainter painter = new DigitPainter(seed);
        for (int row = 0; row < cases; row++) {
            consumer.accept(row, painter.label(first + row));
        }
    }
}
