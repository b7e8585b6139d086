package org.beliefgrid.learning;

import java.util.List;
import java.util.Map;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.NamedSection;

/** What a run of algorithms learned, in the form that is stored. */
public sealed interface AlgorithmResult {
    /**
     * A network: everything that is done with models is done with it.
     *
     * @param net itself
     */
    record Network(DeepBeliefNet net) implements AlgorithmResult {
    }

    /**
     * Numbers that are no network.
     *
     * @param sections in an order of their own, at least one
     * @param figures what was measured in the end, by name; finite
     */
    record Sections(List<NamedSection> sections, Map<String, Double> figures) implements AlgorithmResult {
    }
}
