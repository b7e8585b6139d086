package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Momentum;

/**
 * Momentum of the averaged model: the step from the old state to the mean is taken as a gradient, so that parameter averaging
 * keeps its pace with many shards. Chen and Huo, "Scalable training of deep learning machines by incremental block training
 * with intra-block parallel optimization and blockwise model-update filtering" (ICASSP 2016), classical form:
 * {@code velocity = momentum * velocity + (mean - w); w = w + velocity}. Nesterov's form sends the shards ahead to where the
 * velocity alone leads: with w that place, {@code u = momentum * velocity + (mean - w); w = w + (1 + next) u - momentum *
 * velocity}, next being the momentum of the next round, which takes its first part from u.
 */
final class BlockMomentum {
    private static final String SUFFIX = ".block";

    private BlockMomentum() {
    }

    /** The driver's section beside each learned one; none where the momentum is 0, which is the plain mean. */
    static List<Section> sections(List<Section> learned, Momentum momentum) {
        if (momentum.none()) {
            return List.of();
        }
        return learned.stream().map(section -> new Section(section.name() + SUFFIX, section.length(), Role.DRIVER)).toList();
    }

    /**
     * The next state: learned sections with momentum, velocities by their mean, the others unchanged.
     *
     * @param epoch of the round that ended
     * @param nextEpoch of the round that begins
     */
    static State next(State state, Mean mean, Momentum schedule, int epoch, int nextEpoch) {
        float momentum = schedule.at(epoch);
        Iterator<float[]> means = mean.averaged().iterator();
        List<float[]> values = new ArrayList<>();
        List<float[]> velocities = new ArrayList<>();
        for (Section section : state.sections()) {
            switch (section.role()) {
                case LEARNED -> {
                    float[] averaged = means.next();
                    if (schedule.none()) {
                        values.add(averaged);
                    } else {
                        float[] velocity = velocity(state, section, averaged, momentum);
                        velocities.add(velocity);
                        values.add(schedule.nesterov() ? ahead(state, section, velocity, momentum, schedule.at(nextEpoch))
                                : sum(state.get(section.name()), velocity));
                    }
                }
                case VELOCITY -> values.add(means.next());
                case FROZEN -> values.add(state.get(section.name()));
                case DRIVER -> values.add(section.name().endsWith(SUFFIX) ? velocities.remove(0) : state.get(section.name()));
                case OWN -> throw new IllegalArgumentException("section %s is a shard's own".formatted(section.name()));
            }
        }
        return new State(state.sections(), values);
    }

    private static float[] velocity(State state, Section section, float[] mean, float momentum) {
        float[] before = state.get(section.name());
        float[] old = state.get(section.name() + SUFFIX);
        float[] velocity = new float[before.length];
        for (int i = 0; i < velocity.length; i++) {
            velocity[i] = momentum * old[i] + (mean[i] - before[i]);
        }
        return velocity;
    }

    private static float[] ahead(State state, Section section, float[] velocity, float momentum, float next) {
        float[] before = state.get(section.name());
        float[] old = state.get(section.name() + SUFFIX);
        float[] ahead = new float[before.length];
        for (int i = 0; i < ahead.length; i++) {
            ahead[i] = before[i] + ((1 + next) * velocity[i] - momentum * old[i]);
        }
        return ahead;
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
