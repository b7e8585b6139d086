package org.beliefgrid.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.beliefgrid.error.InvalidConfigException;

/**
 * How much the cases of each class count in fine-tuning: their part of the gradient and of the loss is multiplied by it.
 *
 * @param balanced whether each class counts as much as any other: with n labelled cases to learn from and C classes, a case of
 *     a class with m of them counts n / (C m)
 * @param weights by the name of the class, each above 0; classes that are not named count 1. Empty if {@code balanced}
 */
public record ClassWeights(boolean balanced, Map<String, Double> weights) {
    /** All cases count 1. */
    public static final ClassWeights NONE = new ClassWeights(false, Map.of());
    /** All classes count the same. */
    public static final ClassWeights BALANCED = new ClassWeights(true, Map.of());

    /** @throws InvalidConfigException if a weight is not above 0; one line for each problem */
    public ClassWeights {
        weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        Check check = new Check();
        weights.forEach((name, weight) -> check.positive("classWeights." + name, weight));
        check.orThrow();
    }

    /**
     * The weight of each class.
     *
     * @param classes names
     * @param counts cases of each that are learned from with their label; a class without one counts 1 if {@code balanced}
     * @return one a class; empty if all count 1
     * @throws InvalidConfigException if a name is none of the classes
     */
    public float[] of(List<String> classes, long[] counts) {
        for (String name : weights.keySet()) {
            if (!classes.contains(name)) {
                throw new InvalidConfigException("classWeights must be of the classes %s, was %s".formatted(classes, name));
            }
        }
        if (!balanced && weights.isEmpty()) {
            return new float[0];
        }
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        float[] result = new float[classes.size()];
        for (int label = 0; label < result.length; label++) {
            result[label] = balanced ? counts[label] == 0 ? 1
                    : (float) ((double) all / (classes.size() * (double) counts[label]))
                    : weights.getOrDefault(classes.get(label), 1.0).floatValue();
        }
        return result;
    }
}
