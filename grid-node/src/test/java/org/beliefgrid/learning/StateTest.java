package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.beliefgrid.learning.Section.Role;
import org.junit.jupiter.api.Test;

class StateTest {
    private static final Section FROZEN = new Section("frozen", 1, Role.FROZEN);
    private static final Section LEARNED = new Section("learned", 2, Role.LEARNED);
    private static final Section VELOCITY = new Section("velocity", 2, Role.VELOCITY);
    private static final Section DRIVER = new Section("driver", 3, Role.DRIVER);

    @Test
    void sectionsAreFoundByNameAndRole() {
        float[] learned = {1, 2};
        float[] velocity = {3, 4};
        State state = new State.Builder().add(FROZEN, new float[1]).add(LEARNED, learned).add(DRIVER, new float[3])
                .add(VELOCITY, velocity).build();
        assertSame(learned, state.get("learned"));
        assertEquals(List.of(FROZEN, LEARNED, DRIVER, VELOCITY), state.sections());
        assertEquals(List.of(DRIVER), state.of(Role.DRIVER));
        assertTrue(state.has("velocity"));
        assertFalse(state.has("Velocity"));
        assertEquals(2, state.averaged().size());
        assertSame(learned, state.averaged().get(0));
        assertSame(velocity, state.averaged().get(1));
    }

    @Test
    void onlyLearnedSectionsAndTheirVelocitiesAreAveraged() {
        assertTrue(Role.LEARNED.averaged() && Role.VELOCITY.averaged());
        assertFalse(Role.FROZEN.averaged() || Role.DRIVER.averaged());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertRefused("section learned must have 2 values, had 3", List.of(LEARNED), List.of(new float[3]));
        assertRefused("section learned stands twice", List.of(LEARNED, LEARNED), List.of(new float[2], new float[2]));
        assertRefused("2 sections, but 1 arrays", List.of(FROZEN, LEARNED), List.of(new float[1]));
        assertEquals("section empty must have at least 1 value, had 0",
                assertThrows(IllegalArgumentException.class, () -> new Section("empty", 0, Role.LEARNED)).getMessage());
    }

    @Test
    void aSectionThatIsNotThereIsNamed() {
        assertEquals("no section weights, there are [frozen]", assertThrows(IllegalArgumentException.class,
                () -> new State(List.of(FROZEN), List.of(new float[1])).get("weights")).getMessage());
    }

    private static void assertRefused(String message, List<Section> sections, List<float[]> values) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> new State(sections, values)).getMessage());
    }
}
