package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceTextTest {
    /** Texts that YAML could take for something else. */
    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "12", "0x10", "0o7", "0123", "+5", ".5", "1e5", "6e1f", ".nan", "true", "True", "null", "~", "=", "<<",
                "2026-11-22",
        "-", "---", "...", "a: b", "# a", "a #b", "[a", "{a", "*a", "&a", "!a", "%a", "@a", "`a", "'", "\"", "\\n",
        "a\nb", "a\n", "\n a", " a ", "a\r\nb", "a\tb", "\u0000", "\u0007", "\u0085", "\u2028", "\ufeff", "\u00e4",
        "\ud83d\ude00",
    })
    void textsAreReadBackEqual(String text) {
        assertReadBack(new Provenance(text, text, Long.MAX_VALUE, -1, Long.MAX_VALUE, Integer.MAX_VALUE, 0, text, text, text,
                false));
    }

    @Test
    void randomTextsAreReadBackEqual() {
        long seed = Long.getLong("beliefgrid.test.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            String text = randomText(random);
            assertReadBack(new Provenance(text, "", 0, 0, round % 3, 0, 0, text, "", "", round % 2 == 0));
        }
    }

    private static String randomText(Random random) {
        String characters = " \n\t:#-'\"\\{}[],&*!|>%@`?a0.\u00e4\u0001";
        StringBuilder text = new StringBuilder();
        IntStream.range(0, random.nextInt(200))
                .forEach(i -> text.append(characters.charAt(random.nextInt(characters.length()))));
        return text.toString();
    }

    private static void assertReadBack(Provenance provenance) {
        String text = ProvenanceText.write(provenance);
        assertEquals(provenance, ProvenanceText.read("provenance", text), text);
    }

    @Test
    void whatAnOlderBuildDidNotWriteIsEmpty() {
        assertEquals(new Provenance("data", "", 0, 0, 0, 0, 0, "", "", "", false),
                ProvenanceText.read("provenance", "dataset: data"));
    }

    @Test
    void mixedKernelsAreWrittenOnlyWhereTheyWereAllowed() {
        Provenance mixed = new Provenance("", "", 0, 0, 0, 0, 0, "", "", "", true);
        assertTrue(ProvenanceText.write(mixed).endsWith("mixedKernels: true\n"), ProvenanceText.write(mixed));
        Provenance alike = new Provenance("", "", 0, 0, 0, 0, 0, "", "", "", false);
        assertFalse(ProvenanceText.write(alike).contains("mixedKernels"), ProvenanceText.write(alike));
    }

    @Test
    void heldOutCasesAreWrittenOnlyWhereThereAreSome() {
        Provenance some = new Provenance("", "", 54, 5, 6, 0, 0, "", "", "", false);
        assertTrue(ProvenanceText.write(some).contains("\nheldOutCases: 6\n"), ProvenanceText.write(some));
        Provenance none = new Provenance("", "", 60, 5, 0, 0, 0, "", "", "", false);
        assertFalse(ProvenanceText.write(none).contains("heldOutCases"), ProvenanceText.write(none));
    }

    @Test
    void theModelThatItStartedFromIsWrittenOnlyIfThereIsOne() {
        Provenance started = new Provenance("", "", 0, 0, 0, 0, 0, "", "", "", false, "digits 0123abcd");
        assertTrue(ProvenanceText.write(started).endsWith("from: digits 0123abcd\n"), ProvenanceText.write(started));
        assertReadBack(started);
        assertFalse(ProvenanceText.write(new Provenance("", "", 0, 0, 0, 0, 0, "", "", "", false)).contains("from"));
    }

    @Test
    void problemsAreTold() {
        String message = assertThrows(InvalidConfigException.class,
                () -> ProvenanceText.read("provenance", "cases: many\nowner: me")).getMessage();
        assertEquals("""
                provenance: cases must be a whole number of 64 bits, was "many"
                provenance: unknown setting owner; known here: dataset, dataHash, cases, labelledCases, heldOutCases, \
                members, rounds, created, versions, processor, mixedKernels, from""", message);
    }
}
