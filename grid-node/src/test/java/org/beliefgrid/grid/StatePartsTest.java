package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.learning.State;
import org.junit.jupiter.api.Test;

class StatePartsTest {
    private static final int PART = StateParts.PART_LENGTH;
    private static final List<Section> LAYOUT = List.of(new Section("frozen", 3, Role.FROZEN),
            new Section("large", 2 * PART + 5, Role.LEARNED), new Section("one", 1, Role.LEARNED),
            new Section("whole", PART, Role.VELOCITY));
    private static final StateParts PARTS = new StateParts("run", 2, 9, LAYOUT);

    @Test
    void aStateCutIntoPartsCanBePutTogether() {
        State state = counting();
        Map<StateKey, float[]> entries = written(state, section -> true);
        Map<String, float[]> found = new HashMap<>();
        PARTS.read(section -> true, entries::get, (section, values) -> found.put(section.name(), values));
        assertEquals(LAYOUT.size(), found.size());
        for (Section section : LAYOUT) {
            assertArrayEquals(state.get(section.name()), found.get(section.name()), section.name());
        }
    }

    @Test
    void noPartIsLongerThanTheLimitAndAllButTheLastAreFull() {
        Map<StateKey, float[]> entries = written(counting(), section -> true);
        assertEquals(1 + 3 + 1 + 1, entries.size());
        assertEquals(PART, entries.get(new StateKey("run", 2, 9, 1, 0)).length);
        assertEquals(PART, entries.get(new StateKey("run", 2, 9, 1, 1)).length);
        assertEquals(5, entries.get(new StateKey("run", 2, 9, 1, 2)).length);
        assertEquals(PART, entries.get(new StateKey("run", 2, 9, 3, 0)).length);
        assertTrue((long) PART * Float.BYTES <= 16L << 20, "16 MB");
    }

    @Test
    void onlyTheSectionsChosenAreWrittenReadAndNamed() {
        Predicate<Section> averaged = section -> section.role().averaged();
        Map<StateKey, float[]> entries = written(counting(), averaged);
        assertEquals(new HashSet<>(PARTS.keys(averaged)), entries.keySet());
        Set<String> names = new HashSet<>();
        PARTS.read(averaged, entries::get, (section, values) -> names.add(section.name()));
        assertEquals(Set.of("large", "one", "whole"), names);
        assertEquals(List.of(), PARTS.keys(section -> false));
    }

    private static Map<StateKey, float[]> written(State state, Predicate<Section> chosen) {
        Map<StateKey, float[]> entries = new HashMap<>();
        PARTS.write(state, chosen, (key, values) -> assertNull(entries.put(key, values), key::toString));
        return entries;
    }

    private static State counting() {
        State.Builder state = new State.Builder();
        int next = 0;
        for (Section section : LAYOUT) {
            float[] values = new float[section.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = next++;
            }
            state.add(section, values);
        }
        return state.build();
    }
}
