package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of a section that lies in a slice of all averaged numbers.
 *
 * @param section index of the section
 * @param begin first of its numbers in the slice
 * @param end behind the last of its numbers in the slice
 * @param at where the first of them lies in the slice
 */
record SectionPart(int section, int begin, int end, int at) {
    /**
     * The sections, or parts of them, that make up a slice.
     *
     * @param lengths of all sections, which lie one behind the other
     * @param from first number of the slice
     * @param to behind its last number
     */
    static List<SectionPart> of(int[] lengths, int from, int to) {
        List<SectionPart> parts = new ArrayList<>();
        int start = 0;
        for (int section = 0; section < lengths.length; section++) {
            int begin = Math.max(0, from - start);
            int end = Math.min(lengths[section], to - start);
            if (begin < end) {
                parts.add(new SectionPart(section, begin, end, start + begin - from));
            }
            start += lengths[section];
        }
        return parts;
    }
}
