package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.BlasCore;
import org.junit.jupiter.api.Test;

class MemberKernelsTest {
    private static final MemberKernels ALIKE = new MemberKernels(Map.of("b:2", "Haswell", "a:1", "Haswell"));
    private static final MemberKernels MIXED = new MemberKernels(Map.of("b:2", "Zen", "a:1", "Haswell"));

    private static String refusal(MemberKernels kernels, BlasCore pin) {
        return assertThrows(InvalidConfigException.class, () -> kernels.onlyOne(pin)).getMessage();
    }

    @Test
    void membersWithOneKernelAreAccepted() {
        assertEquals("Haswell", ALIKE.onlyOne(BlasCore.ANY));
        assertEquals("Haswell", ALIKE.onlyOne(BlasCore.HASWELL));
    }

    @Test
    void membersThatDifferAreNamedWithTheirKernels() {
        assertEquals("members must have the same OpenBLAS kernel, found Haswell at a:1, Zen at b:2; start them with the same "
                + "--blas-core NAME, or train with --mixed-kernels", refusal(MIXED, BlasCore.ANY));
    }

    @Test
    void membersWithAnotherKernelThanThePinAreNamedToo() {
        assertEquals("blasCore must be the OpenBLAS kernel of all members, was ZEN, found Haswell at a:1, Haswell at b:2; "
                + "start "
                + "members with --blas-core ZEN, or train with --mixed-kernels", refusal(ALIKE, BlasCore.ZEN));
        assertEquals("blasCore must be the OpenBLAS kernel of all members, was ZEN, found Haswell at a:1, Zen at b:2; start "
                + "members with --blas-core ZEN, or train with --mixed-kernels", refusal(MIXED, BlasCore.ZEN));
    }

    @Test
    void aGridThatDoesNotAnswerIsUnavailable() {
        assertThrows(GridUnavailableException.class, () -> new MemberKernels(Map.of()).onlyOne(BlasCore.ANY));
    }
}
