package org.beliefgrid.learning;

import org.beliefgrid.model.FineTuning.Loss;

/** The loss and the errors of class probabilities, added up case by case, and what the loss says to the softmax's arguments. */
final class ClassLoss {
    private final Loss loss;
    private final float[] classWeights;
    private final double smoothing;
    private double sum;
    private long errors;
    private long cases;

    /** @param classWeights by which a case of each class is multiplied; empty if all count 1 */
    ClassLoss(Loss loss, float[] classWeights) {
        this(loss, classWeights, 0);
    }

    /**
     * @param classWeights by which a case of each class is multiplied; empty if all count 1
     * @param smoothing share of the right answer that all classes get in equal parts, in [0, 1)
     */
    ClassLoss(Loss loss, float[] classWeights, double smoothing) {
        this.loss = loss;
        this.classWeights = classWeights;
        this.smoothing = smoothing;
    }

    /**
     * Takes in one case.
     *
     * @param values from {@code start} on the probability p of each class, overwritten by the derivatives of the loss by the
     *     softmax's arguments: with {@code e = p - target} that is e for the cross-entropy and {@code p (e - sum of p e)} for
     *     the squared error, times the weight of the class
     * @param start first value
     * @param classes number of classes
     * @param label the right class
     */
    void add(float[] values, int start, int classes, int label) {
        int largest = 0;
        for (int unit = 1; unit < classes; unit++) {
            if (values[start + unit] > values[start + largest]) {
                largest = unit;
            }
        }
        errors += largest == label ? 0 : 1;
        cases++;
        double before = sum;
        if (loss == Loss.CROSS_ENTROPY && smoothing > 0) {
            addSmoothedCrossEntropy(values, start, classes, label);
        } else if (loss == Loss.CROSS_ENTROPY) {
            sum -= StrictMath.log(Math.max(values[start + label], Float.MIN_NORMAL));
            values[start + label] -= 1;
        } else {
            addSquaredError(values, start, classes, label);
        }
        if (classWeights.length > 0) {
            weigh(values, start, classes, classWeights[label], before);
        }
    }

    private void weigh(float[] values, int start, int classes, float weight, double before) {
        sum = before + (sum - before) * weight;
        for (int unit = 0; unit < classes; unit++) {
            values[start + unit] *= weight;
        }
    }

    /** The right answer of a class. */
    private double target(int unit, int label, int classes) {
        return (unit == label ? 1 - smoothing : 0) + smoothing / classes;
    }

    private void addSmoothedCrossEntropy(float[] values, int start, int classes, int label) {
        for (int unit = 0; unit < classes; unit++) {
            double target = target(unit, label, classes);
            sum -= target * StrictMath.log(Math.max(values[start + unit], Float.MIN_NORMAL));
            values[start + unit] = (float) (values[start + unit] - target);
        }
    }

    private void addSquaredError(float[] values, int start, int classes, int label) {
        double squares = 0;
        double mean = 0;
        for (int unit = 0; unit < classes; unit++) {
            double probability = values[start + unit];
            double error = probability - target(unit, label, classes);
            squares += error * error;
            mean += probability * error;
        }
        sum += squares / 2;
        for (int unit = 0; unit < classes; unit++) {
            double probability = values[start + unit];
            values[start + unit] = (float) (probability * (probability - target(unit, label, classes) - mean));
        }
    }

    /** Sum of the loss over the cases. */
    double sum() {
        return sum;
    }

    /** Cases whose most probable class, the lowest of equals, is not the right one. */
    long errors() {
        return errors;
    }

    /** Number of cases. */
    long cases() {
        return cases;
    }
}
