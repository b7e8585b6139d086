package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.State;

/** Cuts a state into entries of at most 16 MB, so that no single entry holds up a connection, and puts it together again. */
final class StateParts {
    /** Numbers in every part of a section but the last: 16 MB. */
    static final int PART_LENGTH = 4 * 1024 * 1024;

    private final String run;
    private final int algorithm;
    private final int round;
    private final List<Section> layout;

    /**
     * @param run name of the run
     * @param algorithm index of the algorithm, of the keys
     * @param round of the keys
     * @param layout all sections of the state, in order
     */
    StateParts(String run, int algorithm, int round, List<Section> layout) {
        this.run = run;
        this.algorithm = algorithm;
        this.round = round;
        this.layout = layout;
    }

    private static int parts(Section section) {
        return (section.length() + PART_LENGTH - 1) / PART_LENGTH;
    }

    /** All keys of the sections chosen. */
    List<StateKey> keys(Predicate<Section> chosen) {
        List<StateKey> keys = new ArrayList<>();
        for (int index = 0; index < layout.size(); index++) {
            for (int part = 0; chosen.test(layout.get(index)) && part < parts(layout.get(index)); part++) {
                keys.add(new StateKey(run, algorithm, round, index, part));
            }
        }
        return keys;
    }

    /** Hands over the parts of the sections chosen. */
    void write(State state, Predicate<Section> chosen, BiConsumer<StateKey, float[]> writer) {
        for (StateKey key : keys(chosen)) {
            float[] values = state.get(layout.get(key.section()).name());
            int start = key.part() * PART_LENGTH;
            boolean whole = values.length <= PART_LENGTH;
            writer.accept(key, whole ? values : Arrays.copyOfRange(values, start, Math.min(values.length, start
                    + PART_LENGTH)));
        }
    }

    /**
     * Reads the sections chosen.
     *
     * @param reader the numbers of a part; throws rather than give null
     */
    void read(Predicate<Section> chosen, Function<StateKey, float[]> reader, BiConsumer<Section, float[]> sections) {
        for (int index = 0; index < layout.size(); index++) {
            Section section = layout.get(index);
            if (chosen.test(section)) {
                sections.accept(section, read(index, section, reader));
            }
        }
    }

    private float[] read(int index, Section section, Function<StateKey, float[]> reader) {
        if (parts(section) == 1) {
            return reader.apply(new StateKey(run, algorithm, round, index, 0));
        }
        float[] values = new float[section.length()];
        for (int part = 0; part < parts(section); part++) {
            float[] found = reader.apply(new StateKey(run, algorithm, round, index, part));
            System.arraycopy(found, 0, values, part * PART_LENGTH, found.length);
        }
        return values;
    }
}
