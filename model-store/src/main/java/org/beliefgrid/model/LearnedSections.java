package org.beliefgrid.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an algorithm learned that is no network: named sections of numbers, and figures about them.
 *
 * @param sections in the order of the algorithm, at least one
 * @param figures what was measured in the end, by name; finite
 * @param shape size of the images that it learned from
 * @param plan the training plan, seed, shards and algorithm included
 * @param provenance data, software and processor
 * @param table how rows of a table became its cases; empty for images
 */
public record LearnedSections(List<NamedSection> sections, Map<String, Double> figures, ImageShape shape, TrainingPlan plan,
                              Provenance provenance, Optional<TableInput> table) implements Learned {
    public LearnedSections {
        sections = List.copyOf(sections);
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        Set<String> names = new HashSet<>();
        for (NamedSection section : sections) {
            if (!names.add(section.name())) {
                throw new IllegalArgumentException("section " + section.name() + " stands twice");
            }
        }
        if (sections.isEmpty()) {
            throw new IllegalArgumentException("a result has at least one section");
        }
        figures.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("figure %s is %s".formatted(name, value));
            }
        });
    }

    /**
     * The numbers of a section; not to be modified.
     *
     * @throws IllegalArgumentException if there is no such section
     */
    public NamedSection section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no section " + name + ", there are " + sections));
    }

    @Override
    public String sha256() {
        return DeepBeliefNet.sha256(sections.stream().map(NamedSection::values).toList());
    }
}
