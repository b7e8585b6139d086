package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.learning.Section.Role;

/**
 * All numbers of an algorithm at the start of a round: named sections in a fixed order. The arrays are handed over and not
 * modified afterwards.
 */
public final class State {
    /** The state before the first algorithm of a run. */
    public static final State EMPTY = new State(List.of(), List.of());

    private final List<Section> sections;
    private final Map<String, float[]> values = new LinkedHashMap<>();

    /**
     * @param sections layout
     * @param values one array a section, in the same order
     * @throws IllegalArgumentException if an array has another length than its section, or a name stands twice
     */
    public State(List<Section> sections, List<float[]> values) {
        if (sections.size() != values.size()) {
            throw new IllegalArgumentException(sections.size() + " sections, but " + values.size() + " arrays");
        }
        this.sections = List.copyOf(sections);
        for (int i = 0; i < values.size(); i++) {
            Section section = sections.get(i);
            if (values.get(i).length != section.length()) {
                throw new IllegalArgumentException("section %s must have %d values, had %d".formatted(section.name(),
                        section.length(), values.get(i).length));
            }
            if (this.values.put(section.name(), values.get(i)) != null) {
                throw new IllegalArgumentException("section " + section.name() + " stands twice");
            }
        }
    }

    public List<Section> sections() {
        return sections;
    }

    /** Whether there is a section of this name. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * The numbers of a section; not to be modified.
     *
     * @throws IllegalArgumentException if there is no such section
     */
    public float[] get(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no section " + name + ", there are " + values.keySet());
        }
        return found;
    }

    /** This state, and behind it the sections of another one whose names it does not have. */
    public State completedBy(State other) {
        Builder all = new Builder();
        sections.forEach(section -> all.add(section, get(section.name())));
        other.sections.stream().filter(section -> !has(section.name()))
                .forEach(section -> all.add(section, other.get(section.name())));
        return all.build();
    }

    /** The arrays of the sections that shards send back, in their order. */
    public List<float[]> averaged() {
        return sections.stream().filter(section -> section.role().averaged()).map(section -> get(section.name())).toList();
    }

    /** The sections of a role. */
    public List<Section> of(Role role) {
        return sections.stream().filter(section -> section.role() == role).toList();
    }

    /**
     * The same sections with other numbers in some of them.
     *
     * @param others by section name; handed over
     */
    public State with(Map<String, float[]> others) {
        return new State(sections, sections.stream()
                .map(section -> others.getOrDefault(section.name(), values.get(section.name()))).toList());
    }

    /** Collects sections one by one. */
    public static final class Builder {
        private final List<Section> sections = new ArrayList<>();
        private final List<float[]> values = new ArrayList<>();

        /** Adds a section. */
        public Builder add(Section section, float[] numbers) {
            sections.add(section);
            values.add(numbers);
            return this;
        }

        /** The state of all sections added. */
        public State build() {
            return new State(sections, values);
        }
    }
}
