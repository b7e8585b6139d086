package org.beliefgrid.data.digits;

import static org.beliefgrid.data.digits.Outline.curve;
import static org.beliefgrid.data.digits.Outline.line;
import static org.beliefgrid.data.digits.Outline.ring;

import java.util.List;

/** How people write the ten digits: for each digit a few {@link Outline}s, all equally frequent. */
final class DigitOutlines {
    private static final List<List<Outline>> BY_DIGIT = List.of(
            zeros(), ones(), twos(), threes(), fours(), fives(), sixes(), sevens(), eights(), nines());

    /** Number of different digits. */
    static final int DIGITS = BY_DIGIT.size();

    private DigitOutlines() {
    }

    /** The ways to write a digit. */
    static List<Outline> of(int digit) {
        return BY_DIGIT.get(digit);
    }

    private static List<Outline> zeros() {
        Outline oval = Outline.of(ring(30, 0, 11, 12, 1, 50, 11, 88, 30, 100, 49, 88, 59, 50, 49, 12));
        Outline narrow = Outline.of(ring(34, 0, 18, 14, 9, 52, 14, 88, 28, 100, 43, 86, 51, 48, 47, 12));
        Outline overlapping = Outline.of(
                curve(40, 6, 22, 4, 6, 28, 2, 62, 16, 96, 38, 96, 56, 68, 57, 32, 44, 6, 28, 2, 20, 16));
        return List.of(oval, narrow, overlapping);
    }

    private static List<Outline> ones() {
        Outline bare = Outline.of(line(30, 0, 30, 100));
        Outline slanted = Outline.of(curve(40, 0, 31, 45, 22, 100));
        Outline flagged = Outline.of(line(12, 26, 33, 0, 33, 100));
        Outline withSerif = Outline.of(line(14, 20, 32, 0, 32, 100), line(12, 100, 52, 100));
        return List.of(bare, slanted, flagged, withSerif);
    }

    private static List<Outline> twos() {
        Outline straightFoot = Outline.of(
                curve(4, 24, 12, 6, 32, 0, 51, 10, 54, 30, 40, 56, 20, 80, 2, 100), line(2, 100, 60, 98));
        Outline looped = Outline.of(
                curve(4, 22, 18, 3, 40, 2, 53, 20, 46, 46, 28, 74, 10, 95, 1, 88, 10, 77, 28, 86, 44, 98, 60, 90));
        Outline wavyFoot = Outline.of(
                curve(6, 12, 24, 0, 46, 4, 52, 24, 40, 52, 8, 94), curve(8, 94, 26, 90, 42, 98, 60, 88));
        return List.of(straightFoot, looped, wavyFoot);
    }

    private static List<Outline> threes() {
        Outline round = Outline.of(
                curve(6, 14, 22, 1, 44, 4, 52, 22, 42, 40, 22, 47), curve(22, 47, 46, 52, 58, 72, 46, 94, 24, 100, 2, 88));
        Outline flatTop = Outline.of(
                line(6, 2, 54, 2, 26, 40), curve(26, 40, 48, 46, 57, 68, 44, 93, 20, 99, 2, 88));
        Outline looped = Outline.of(curve(
                8, 10, 28, 0, 48, 10, 48, 30, 30, 46, 20, 50, 24, 42, 42, 50, 56, 70, 44, 94, 22, 100, 4, 92));
        return List.of(round, flatTop, looped);
    }

    private static List<Outline> fours() {
        Outline closed = Outline.of(line(42, 100, 42, 0, 0, 66, 60, 66));
        Outline open = Outline.of(line(14, 2, 4, 54, 58, 54), line(46, 10, 42, 100));
        Outline openRound = Outline.of(curve(8, 4, 5, 30, 12, 50, 32, 52, 50, 40), curve(54, 0, 50, 48, 46, 100));
        return List.of(closed, open, openRound);
    }

    private static List<Outline> fives() {
        Outline cornered = Outline.of(
                line(52, 2, 14, 2, 9, 42), curve(9, 42, 30, 35, 51, 45, 58, 69, 45, 93, 22, 100, 2, 88));
        Outline flowing = Outline.of(
                curve(56, 2, 32, 3, 14, 14, 14, 36, 34, 47, 52, 62, 48, 88, 26, 100, 4, 92));
        Outline detachedHat = Outline.of(
                curve(14, 8, 9, 44, 30, 40, 49, 50, 52, 74, 38, 95, 16, 100, 0, 92), line(14, 6, 58, 0));
        return List.of(cornered, flowing, detachedHat);
    }

    private static List<Outline> sixes() {
        Outline round = Outline.of(
                curve(48, 2, 22, 18, 6, 50, 4, 80, 20, 99, 42, 97, 55, 78, 46, 58, 27, 54, 6, 72));
        Outline straightStem = Outline.of(
                curve(34, 0, 16, 38, 4, 74, 14, 97, 36, 99, 50, 82, 44, 62, 26, 60, 7, 80));
        Outline curled = Outline.of(
                curve(54, 14, 40, 0, 18, 14, 5, 48, 6, 82, 24, 100, 46, 93, 56, 74, 44, 54, 24, 54, 8, 68));
        return List.of(round, straightStem, curled);
    }

    private static List<Outline> sevens() {
        Outline bare = Outline.of(line(2, 4, 56, 4, 24, 100));
        Outline barred = Outline.of(line(2, 4, 57, 3, 26, 100), line(16, 52, 56, 48));
        Outline hooked = Outline.of(line(4, 18, 4, 3, 57, 3), curve(57, 3, 40, 36, 29, 68, 26, 100));
        Outline wavyTop = Outline.of(curve(2, 14, 14, 4, 34, 8, 54, 4), curve(54, 4, 42, 46, 34, 100));
        return List.of(bare, barred, hooked, wavyTop);
    }

    private static List<Outline> eights() {
        Outline crossing = Outline.of(ring(
                30, 0, 11, 9, 12, 31, 30, 47, 50, 65, 51, 89, 30, 100, 8, 89, 10, 66, 30, 47, 48, 30, 50, 10));
        Outline twoRings = Outline.of(
                ring(30, 0, 14, 8, 10, 24, 18, 41, 30, 46, 43, 40, 50, 24, 45, 7),
                ring(30, 46, 10, 56, 3, 74, 11, 93, 30, 100, 50, 92, 57, 73, 49, 55));
        Outline openTop = Outline.of(
                curve(54, 8, 34, 1, 14, 10, 14, 30, 32, 48, 48, 68, 44, 92, 24, 100, 8, 86, 14, 66, 34, 46, 50, 26, 52, 4));
        return List.of(crossing, twoRings, openTop);
    }

    private static List<Outline> nines() {
        Outline straightStem = Outline.of(
                ring(30, 2, 11, 10, 4, 28, 12, 45, 30, 49, 48, 39, 54, 20, 46, 6), line(54, 8, 50, 100));
        Outline curvedTail = Outline.of(
                curve(52, 18, 36, 1, 14, 6, 4, 26, 13, 45, 34, 46, 50, 28, 54, 14, 55, 48, 46, 84, 24, 100, 6, 92));
        Outline slantedStem = Outline.of(
                curve(56, 6, 34, 0, 10, 14, 4, 36, 16, 50, 38, 40, 54, 8), curve(54, 8, 44, 50, 34, 100));
        return List.of(straightStem, curvedTail, slantedStem);
    }
}
