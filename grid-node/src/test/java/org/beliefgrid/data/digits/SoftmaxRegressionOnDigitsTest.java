package org.beliefgrid.data.digits;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.junit.jupiter.api.Test;

/**
 * The painted digits must be hard enough to need hidden units: softmax regression on the raw pixels, which has none, has to
 * leave an error that a network can then be seen to remove. {@code -Dbeliefgrid.test.epochs=200} trains it for longer, to
 * check by hand that the short training is near what it converges to.
 */
class SoftmaxRegressionOnDigitsTest {
    private static final int PIXELS = DigitPainter.HEIGHT * DigitPainter.WIDTH;
    private static final int DIGITS = 10;
    private static final int TRAINING_CASES = 60_000;
    private static final int TEST_CASES = 10_000;
    private static final int EPOCHS = Integer.getInteger("beliefgrid.test.epochs", 12);
    private static final double LEARNING_RATE = 0.02;
    private static final double LEAST_ERROR_PERCENT = 6;

    private final DigitPainter painter = new DigitPainter(1);
    /** [PIXELS x DIGITS] row-major. */
    private final float[] weights = new float[PIXELS * DIGITS];
    private final float[] biases = new float[DIGITS];

    @Test
    void softmaxRegressionAloneLeavesAnErrorThatNeedsHiddenUnits() {
        train();
        double errorPercent = errorPercent(TRAINING_CASES, TEST_CASES);
        System.out.printf("Softmax regression on %d painted digits, %d epochs: %.2f %% training error, %.2f %% test error.%n",
                TRAINING_CASES, EPOCHS, errorPercent(0, TRAINING_CASES), errorPercent);
        assertTrue(errorPercent >= LEAST_ERROR_PERCENT, () -> "test error was only " + errorPercent + " %");
    }

    /** Stochastic gradient descent case by case, with a learning rate that falls to 0. */
    private void train() {
        byte[] images = images(0, TRAINING_CASES);
        CounterStream orders = CounterStream.of(1, Purpose.CASE_ORDER);
        float[] errors = new float[DIGITS];
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            int[] order = orders.atMiniBatch(epoch).permutation(TRAINING_CASES);
            for (int step = 0; step < TRAINING_CASES; step++) {
                double progress = (epoch + step / (double) TRAINING_CASES) / EPOCHS;
                int index = order[step];
                scores(images, index * PIXELS, errors);
                softmax(errors);
                errors[painter.label(index)] -= 1;
                descend(images, index * PIXELS, errors, (float) (LEARNING_RATE * (1 - progress)));
            }
        }
    }

    /** What each digit gets, before the softmax. */
    private void scores(byte[] images, int from, float[] scores) {
        System.arraycopy(biases, 0, scores, 0, DIGITS);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            if (images[from + pixel] != 0) {
                float ink = (images[from + pixel] & 0xFF) / 255f;
                for (int digit = 0; digit < DIGITS; digit++) {
                    scores[digit] += ink * weights[pixel * DIGITS + digit];
                }
            }
        }
    }

    private static void softmax(float[] scores) {
        float largest = scores[mostLikely(scores)];
        float sum = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            scores[digit] = (float) StrictMath.exp(scores[digit] - largest);
            sum += scores[digit];
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            scores[digit] /= sum;
        }
    }

    private void descend(byte[] images, int from, float[] errors, float learningRate) {
        for (int digit = 0; digit < DIGITS; digit++) {
            biases[digit] -= learningRate * errors[digit];
        }
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            if (images[from + pixel] != 0) {
                float step = learningRate * (images[from + pixel] & 0xFF) / 255f;
                for (int digit = 0; digit < DIGITS; digit++) {
                    weights[pixel * DIGITS + digit] -= step * errors[digit];
                }
            }
        }
    }

    private double errorPercent(int first, int cases) {
        byte[] images = images(first, cases);
        float[] scores = new float[DIGITS];
        int wrong = 0;
        for (int i = 0; i < cases; i++) {
            scores(images, i * PIXELS, scores);
            if (mostLikely(scores) != painter.label(first + i)) {
                wrong++;
            }
        }
        return 100.0 * wrong / cases;
    }

    private static int mostLikely(float[] scores) {
        int best = 0;
        for (int digit = 1; digit < DIGITS; digit++) {
            if (scores[digit] > scores[best]) {
                best = digit;
            }
        }
        return best;
    }

    private byte[] images(int first, int count) {
        byte[] images = new byte[count * PIXELS];
        for (int i = 0; i < count; i++) {
            painter.paint(first + i, images, i * PIXELS);
        }
        return images;
    }
}
