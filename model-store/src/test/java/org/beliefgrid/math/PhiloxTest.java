package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PhiloxTest {
    /**
     * The lines "philox4x32 10" of tests/kat_vectors in Random123, the paper's own implementation; each word in hexadecimal.
     */
    static Stream<Arguments> knownAnswers() {
        return Stream.of(
                Arguments.of("00000000 00000000 00000000 00000000", "00000000 00000000",
                        "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
                Arguments.of("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
                        "408f276d 41c83b0e a20bc7c6 6d5451fd"),
                Arguments.of("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
                        "d16cfe09 94fdcceb 5001e420 24126ea1"));
    }

    @ParameterizedTest(name = "counter {0}, key {1}")
    @MethodSource("knownAnswers")
    void wordsAreThosePublishedWithThePaper(String counter, String key, String expected) {
        int[] c = words(counter);
        int[] k = words(key);
        int[] result = new int[Philox.WORDS];
        Philox.block((long) k[1] << 32 | Integer.toUnsignedLong(k[0]), c[0], c[1], c[2], c[3], result, 0);
        assertArrayEquals(words(expected), result);
    }

    @Test
    void onlyTheFourWordsFromTheOffsetOnAreWritten() {
        int[] block = new int[Philox.WORDS];
        Philox.block(7, 1, 2, 3, 4, block, 0);
        int[] result = {-1, -1, -1, 0, 0, 0, 0, -1};
        Philox.block(7, 1, 2, 3, 4, result, 3);
        assertArrayEquals(new int[] {-1, -1, -1, block[0], block[1], block[2], block[3], -1}, result);
    }

    private static int[] words(String hexadecimal) {
        return Stream.of(hexadecimal.split(" ")).mapToInt(word -> Integer.parseUnsignedInt(word, 16)).toArray();
    }
}
