package org.beliefgrid.math;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kernels of OpenBLAS that can be asked for, by the names they have there. OpenBLAS takes one that is forced on it without
 * a look at the processor, which then ends with an illegal instruction; so each says here what it needs, in the words of
 * {@code /proc/cpuinfo} (docs/adr/010).
 */
public enum BlasCore {
    /** Whatever OpenBLAS chooses, which is by the processor, or by {@code OPENBLAS_CORETYPE} of the environment. */
    ANY("", ""),
    /** SSE3, which every x86_64 processor has. */
    PRESCOTT("amd64", "pni"),
    /** SSSE3. */
    CORE2("amd64", "ssse3"),
    /** SSE4.2. */
    NEHALEM("amd64", "sse4_2"),
    /** SSE4a. */
    BARCELONA("amd64", "sse4a"),
    /** AVX. */
    SANDYBRIDGE("amd64", "avx"),
    /** AVX and FMA4. */
    BULLDOZER("amd64", "avx fma4 xop"),
    /** AVX, FMA and FMA4. */
    PILEDRIVER("amd64", "avx fma fma4 xop"),
    /** AVX, FMA and FMA4. */
    STEAMROLLER("amd64", "avx fma fma4 xop"),
    /** AVX2, FMA and FMA4. */
    EXCAVATOR("amd64", "avx2 fma fma4 xop"),
    /** AVX2 and FMA. */
    HASWELL("amd64", "avx2 fma"),
    /** AVX2 and FMA. */
    ZEN("amd64", "avx2 fma"),
    /** AVX-512. */
    SKYLAKEX("amd64", "avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl"),
    /** AVX-512 with bfloat16. */
    COOPERLAKE("amd64", "avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl avx512_vnni avx512_bf16"),
    /** AVX-512 and AMX. OpenBLAS 0.3.31 chooses it where it can, but does not know the name in {@code OPENBLAS_CORETYPE}. */
    SAPPHIRERAPIDS("amd64", "avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl avx512_vnni avx512_bf16 amx_bf16"),
    /** NEON, which every 64-bit ARM processor has. The only one in the OpenBLAS for arm64 that comes with BeliefGrid. */
    ARMV8("aarch64", ""),
    /** NEON. */
    NEOVERSEN1("aarch64", ""),
    /** SVE. */
    NEOVERSEV1("aarch64", "sve"),
    /** SVE2. */
    NEOVERSEN2("aarch64", "sve2");

    private final String architecture;
    private final Set<String> needed;

    BlasCore(String architecture, String needed) {
        this.architecture = architecture;
        this.needed = Set.copyOf(Arrays.asList(needed.isEmpty() ? new String[0] : needed.split(" ")));
    }

    /** The kernel of a name, in capitals or not; none if there is none of that name. */
    public static Optional<BlasCore> named(String name) {
        return Stream.of(values()).filter(core -> core.isNamed(name)).findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Stream.of(values()).map(BlasCore::setting).collect(Collectors.joining(", "));
    }

    /** As written in settings. */
    public String setting() {
        return this == ANY ? name().toLowerCase(Locale.ROOT) : name();
    }

    /** Whether OpenBLAS means this kernel by a name; {@link #ANY} is none of its kernels. */
    public boolean isNamed(String name) {
        return name().equalsIgnoreCase(name);
    }

    /** Whether the processor of this machine has what it needs, as far as is known. */
    public boolean runsHere() {
        return obstacle(Processor.ofThisMachine()).isEmpty();
    }

    /** Why a processor cannot run it: what was expected, and what was found. None if it can. */
    Optional<String> obstacle(Processor processor) {
        if (this != ANY && !architecture.equals(processor.architecture())) {
            return Optional.of("it needs a processor of %s, this one is %s".formatted(architecture, processor.architecture()));
        }
        Set<String> lacking = processor.lacking(needed);
        return lacking.isEmpty() ? Optional.empty()
                : Optional.of("it needs %s, which is not found in this processor".formatted(String.join(", ", lacking)));
    }

    /** What {@code OPENBLAS_CORETYPE} must be for OpenBLAS to take it; none if the variable must not be set. */
    Optional<String> variable() {
        return this == SAPPHIRERAPIDS ? Optional.empty() : Optional.of(name());
    }

    /** Whether it leaves half of the vectors of an AVX-512 processor unused. */
    boolean isOfHalfWidth() {
        return this == HASWELL || this == ZEN;
    }
}
