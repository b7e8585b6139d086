package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlasCoreTest {
    private static final String AVX2 =
            "processor : 0\nmodel name\t: flags : none\nflags\t\t: fpu pni ssse3 sse4_2 avx fma avx2\n"
            + "bugs\t\t: none\n\nprocessor : 1\nflags\t\t: fpu pni avx512f\n";
    private static final String SKYLAKE = "flags : fpu pni avx avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl";

    private static Set<BlasCore> runningOn(String architecture, String description) {
        Processor processor = Processor.described(architecture, description);
        return Set.copyOf(Arrays.stream(BlasCore.values()).filter(core -> core.obstacle(processor).isEmpty()).toList());
    }

    @ParameterizedTest
    @EnumSource(BlasCore.class)
    void namesAreFoundInCapitalsOrNot(BlasCore core) {
        for (String name : List.of(core.setting(), core.name(), core.name().toLowerCase(Locale.ROOT))) {
            assertEquals(Optional.of(core), BlasCore.named(name));
        }
    }

    @Test
    void processorsRunWhatTheyHaveTheInstructionsFor() {
        assertEquals(Set.of(BlasCore.ANY, BlasCore.PRESCOTT, BlasCore.CORE2, BlasCore.NEHALEM, BlasCore.SANDYBRIDGE,
                BlasCore.HASWELL, BlasCore.ZEN), runningOn("amd64", AVX2));
        assertTrue(runningOn("amd64", SKYLAKE).containsAll(Set.of(BlasCore.HASWELL, BlasCore.SKYLAKEX)));
        assertFalse(runningOn("amd64", SKYLAKE).contains(BlasCore.COOPERLAKE));
        assertEquals(Set.of(BlasCore.ANY, BlasCore.ARMV8, BlasCore.NEOVERSEN1, BlasCore.NEOVERSEV1),
                runningOn("aarch64", "Features\t: fp asimd sve\n"));
    }

    @Test
    void whereNothingIsKnownOfTheProcessorNothingIsForcedThatNeedsMoreThanEveryOneHas() {
        assertEquals(Set.of(BlasCore.ANY, BlasCore.ARMV8, BlasCore.NEOVERSEN1), runningOn("aarch64", ""));
        assertEquals(Set.of(BlasCore.ANY), runningOn("amd64", ""));
    }

    @Test
    void obstaclesNameWhatIsNeededAndFound() {
        Processor processor = Processor.described("amd64", AVX2);
        assertEquals(Optional.of("it needs avx512bw, avx512cd, avx512dq, avx512f, avx512vl, which is not found in this "
                + "processor"), BlasCore.SKYLAKEX.obstacle(processor));
        assertEquals(Optional.of("it needs a processor of aarch64, this one is amd64"), BlasCore.ARMV8.obstacle(processor));
    }

    @Test
    void whatTheProcessorCannotRunIsRefused() {
        BlasCore elsewhere = System.getProperty("os.arch").equals("aarch64") ? BlasCore.PRESCOTT : BlasCore.ARMV8;
        String message = assertThrows(InvalidConfigException.class, () -> BlasKernel.pinned(elsewhere)).getMessage();
        assertTrue(message.startsWith("blasCore must be a kernel that this processor runs, or any, was " + elsewhere.setting()
                + ": it needs a processor of "), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void anotherKernelThanTheOneThatIsLoadedIsRefused() {
        BlasKernel loaded = BlasKernel.ofThisProcess();
        for (BlasCore core : BlasCore.values()) {
            if (core == BlasCore.ANY || core.isNamed(loaded.core())) {
                assertEquals(loaded, BlasKernel.pinned(core));
            } else {
                String message = assertThrows(InvalidConfigException.class, () -> BlasKernel.pinned(core)).getMessage();
                assertTrue(message.contains(core.setting()), message);
                assertTrue(!core.runsHere() || message.contains("here " + loaded.core()), message);
            }
        }
    }

    @Test
    void adviceAboutAGenericKernelIsOneThatCanBeFollowed() {
        assertTrue(new BlasKernel("Prescott", 30).advice().contains("--blas-core"));
        assertFalse(new BlasKernel("ARMV8", 30).advice().contains("--blas-core"));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({"Haswell, avx512f, true", "Zen, avx512f, true", "Haswell, avx2, false", "SkylakeX, avx512f, false",
        "Cooperlake, avx512f, false", "unknown, avx512f, false", "armv8, sve, false"})
    void aKernelOfHalfTheWidthIsHintedAt(String core, String feature, boolean expected) {
        Processor processor = new Processor("amd64", Set.of(feature));
        Optional<String> hint = new BlasKernel(core, 30).halfWidthHint("haswell", processor);
        assertEquals(expected, hint.isPresent());
        hint.ifPresent(line -> {
            assertTrue(line.contains(core) && line.contains("OPENBLAS_CORETYPE=haswell") && line.contains("AVX-512"), line);
            assertEquals(1, line.lines().count(), line);
        });
    }
}
