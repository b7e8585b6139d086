package org.beliefgrid.learning;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.stream.Collectors;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.TrainingPlan;

/**
 * What {@code train --algorithm NAME} trains: from a plan to {@link IterativeAlgorithm}s that follow each other, and from their
 * last state to a result. Found by {@link ServiceLoader}: a jar on the class path names its implementations in
 * {@code META-INF/services/org.beliefgrid.learning.AlgorithmProvider}. Implementations have a public constructor without
 * arguments and no state; their functions are pure. They are called where the training is started and watched, the algorithms
 * that they make are carried out by the members.
 *
 * <p>A run that was lost is gone on with from its checkpoint by the algorithms that the same plan gives again: these must be
 * the same, with the same layouts.
 */
public interface AlgorithmProvider {
    /** Its name, 1 to 100 of the characters a-z 0-9 and -, beginning with a letter. */
    String name();

    /** What it learns, in a line without a full stop. */
    String description();

    /**
     * Reads the plan's settings for this algorithm, strictly ({@link org.beliefgrid.model.AlgorithmSettings}), before a grid is
     * there.
     *
     * @throws InvalidConfigException if one is unknown or not what it must be, or the plan asks for what it cannot do
     */
    void check(TrainingPlan plan);

    /** Whether it can do with cases of which none has a label. */
    default boolean learnsWithoutLabels() {
        return true;
    }

    /**
     * Whether a network that tells classes apart comes of a plan, where cases are labelled.
     *
     * @param plan that was {@link #check checked}
     */
    default boolean learnsClasses(TrainingPlan plan) {
        return true;
    }

    /** Whether its lowest layer is a machine of the plan's visible units, which have to fit the scale of the data. */
    default boolean hasVisibleUnits() {
        return false;
    }

    /**
     * The algorithms of a plan, at least one, each starting from the last state of the one before.
     *
     * @param plan that was {@link #check checked}
     * @param data what they learn from; without classes where no case has a label
     */
    List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data);

    /**
     * Refuses a plan that asks for too much, before the cases are loaded. By default this is one with a state that no array
     * could hold; whoever overrides it calls that, too.
     *
     * @param plan that was {@link #check checked}
     * @param data as above, as far as it is known: held-out cases may still be counted
     * @param cases of all shards
     * @throws InvalidConfigException if it does
     */
    default void requireFits(TrainingPlan plan, TrainingData data, int cases) {
        StateSize.requireFits(name(), algorithms(plan, data), data.visible());
    }

    /**
     * What was learned.
     *
     * @param plan as above
     * @param data as above
     * @param state the last one of a run that went to its end, or of one that was stopped, perhaps in an algorithm before the
     *     last
     * @return empty if the state is too early for a result; never after the end
     */
    Optional<AlgorithmResult> result(TrainingPlan plan, TrainingData data, State state);

    /**
     * Which epoch's parameters were taken, and why; by default nothing is said of that.
     *
     * @param algorithms that were carried out
     * @param state the last one of a run that went to its end
     */
    default Optional<Choice> choice(List<IterativeAlgorithm> algorithms, State state) {
        return Optional.empty();
    }

    /**
     * That of a plan.
     *
     * @throws InvalidConfigException if none on the class path has the name
     */
    static AlgorithmProvider of(TrainingPlan plan) {
        AlgorithmPlan wanted = plan.algorithm();
        return all().stream().filter(provider -> provider.name().equals(wanted.name())).findFirst()
                .orElseThrow(() -> new InvalidConfigException(("no algorithm %s; there are %s; a jar with another one comes by "
                        + "--lib").formatted(wanted.name(), all().stream().map(AlgorithmProvider::name)
                                .collect(Collectors.joining(", ")))));
    }

    /**
     * All on the class path, by name.
     *
     * @throws InvalidConfigException if two have the same name
     */
    static List<AlgorithmProvider> all() {
        List<AlgorithmProvider> all = ServiceLoader.load(AlgorithmProvider.class).stream().map(Provider::get)
                .sorted(Comparator.comparing(AlgorithmProvider::name)).toList();
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).name().equals(all.get(i - 1).name())) {
                throw new InvalidConfigException("algorithm %s is there twice: %s and %s".formatted(all.get(i).name(),
                        all.get(i - 1).getClass().getName(), all.get(i).getClass().getName()));
            }
        }
        return all;
    }
}
