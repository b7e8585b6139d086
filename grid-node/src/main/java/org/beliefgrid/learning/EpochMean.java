package org.beliefgrid.learning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beliefgrid.learning.Section.Role;

/**
 * The mean of the learned parameters after each of the last epochs, which takes the place of the last epoch's (Polyak and
 * Juditsky, "Acceleration of stochastic approximation by averaging", 1992; Izmailov et al., "Averaging weights leads to wider
 * optima and better generalization", 2018). The driver keeps sums, each as two floats, which have 48 bits together: the mean is
 * rounded once.
 *
 * @param epochs of the algorithm
 * @param last how many of them are averaged; up to 1 is the last epoch's parameters, which needs no sum
 */
record EpochMean(int epochs, int last) {
    private static final String SUM = ".sum";
    private static final String REST = ".sumRest";

    /** Whether there is something to average. */
    boolean used() {
        return last > 1;
    }

    /** The driver's sections beside the learned ones. */
    List<Section> sections(List<Section> learned) {
        return !used() ? List.of() : learned.stream().flatMap(section -> Stream.of(SUM, REST)
                .map(suffix -> new Section(section.name() + suffix, section.length(), Role.DRIVER))).toList();
    }

    /**
     * The state after an epoch, its learned sections added to the sums if it is one of the last; after the very last with the
     * mean as its learned sections.
     *
     * @param epoch that ended, counted from 0
     */
    State after(State state, int epoch) {
        if (!used() || epoch < epochs - last || epoch >= epochs) {
            return state;
        }
        Map<String, float[]> changed = new HashMap<>();
        for (Section section : state.of(Role.LEARNED)) {
            add(state, section.name(), epoch == epochs - 1, changed);
        }
        return state.with(changed);
    }

    private void add(State state, String name, boolean isLast, Map<String, float[]> changed) {
        float[] values = state.get(name);
        float[] sums = state.get(name + SUM).clone();
        float[] rests = state.get(name + REST).clone();
        float[] means = isLast ? new float[values.length] : values;
        for (int i = 0; i < values.length; i++) {
            double sum = (double) sums[i] + rests[i] + values[i];
            sums[i] = (float) sum;
            rests[i] = (float) (sum - sums[i]);
            if (isLast) {
                means[i] = (float) (sum / last);
            }
        }
        changed.put(name + SUM, sums);
        changed.put(name + REST, rests);
        changed.put(name, means);
    }
}
