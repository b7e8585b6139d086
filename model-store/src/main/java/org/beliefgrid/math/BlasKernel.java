package org.beliefgrid.math;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.beliefgrid.error.InvalidConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What multiplies matrices in this process: found out, timed and logged once, when the first member or model starts. An
 * OpenBLAS that does not know the processor takes a generic kernel, 4-5 times slower, without a word of its own.
 *
 * @param core OpenBLAS's name of the kernel it chose, such as Haswell, Zen or SkylakeX
 * @param gigaflops speed of a 100 x 784 x 500 product on one thread, 10^9 operations/s
 */
public record BlasKernel(String core, double gigaflops) {
    private static final Logger LOGGER = LoggerFactory.getLogger(BlasKernel.class);
    /** Kernels without the wide vectors that every x86 processor of the last ten years has. */
    private static final Set<String> GENERIC = Set.of("generic", "prescott", "core2", "penryn", "dunnington", "nehalem",
            "athlon", "opteron", "opteron_sse3", "barcelona", "bobcat", "atom", "nano", "armv8", "unknown");
    private static final int TIMED_PRODUCTS = 20;

    /**
     * Finds out and times the kernel. Later calls give what the first one found.
     */
    public static BlasKernel ofThisProcess() {
        return Holder.KERNEL;
    }

    /**
     * The kernel of this process, which must be a certain one. Called before the first product, it has OpenBLAS take that
     * kernel; called after it, it only holds what OpenBLAS took against it.
     *
     * @param pin the kernel to take; {@link BlasCore#ANY} leaves the choice to OpenBLAS and the environment
     * @throws InvalidConfigException if the processor cannot run it, or OpenBLAS works with another
     */
    public static BlasKernel pinned(BlasCore pin) {
        Processor processor = Processor.ofThisMachine();
        Optional<String> obstacle = pin.obstacle(processor);
        if (obstacle.isPresent()) {
            throw new InvalidConfigException("blasCore must be a kernel that this processor runs, or any, was %s: %s".formatted(
                    pin.setting(), obstacle.get()));
        }
        prefer(pin);
        BlasKernel kernel = ofThisProcess();
        if (pin == BlasCore.ANY) {
            Optional<String> forced = Optional.ofNullable(System.getenv(OpenBlas.CORE_VARIABLE));
            forced.flatMap(value -> kernel.halfWidthHint(value, processor)).ifPresent(LOGGER::info);
        } else if (!pin.isNamed(kernel.core)) {
            throw new InvalidConfigException(("blasCore must be the kernel that OpenBLAS works with, here %s, or any, was %s: "
                    + "OpenBLAS does not have that kernel, or was loaded before it was asked for").formatted(kernel.core,
                    pin.setting()));
        }
        return kernel;
    }

    /**
     * Has OpenBLAS take a kernel if the processor can run it, without holding anything against it afterwards. Without effect if
     * OpenBLAS is loaded already.
     *
     * @param core the kernel to take; {@link BlasCore#ANY} leaves the choice to OpenBLAS and the environment
     */
    public static void prefer(BlasCore core) {
        if (core != BlasCore.ANY && core.runsHere()) {
            OpenBlas.setCoreVariable(core.variable());
        }
    }

    /** Whether the kernel is one that leaves most of a current processor unused. */
    public boolean isGeneric() {
        return GENERIC.contains(core.toLowerCase(Locale.ROOT));
    }

    /**
     * What to tell if the environment forced a kernel of half the processor's width; none if it did not.
     *
     * @param forced value of {@code OPENBLAS_CORETYPE}
     */
    Optional<String> halfWidthHint(String forced, Processor processor) {
        boolean halfWidth = BlasCore.named(core).filter(BlasCore::isOfHalfWidth).isPresent();
        return halfWidth && processor.features().contains(Processor.WIDE_VECTORS)
                ? Optional.of(("OpenBLAS kernel %s was forced by %s=%s of the environment: without it, OpenBLAS would use the "
                        + "wider vectors (AVX-512) of this processor").formatted(core, OpenBlas.CORE_VARIABLE, forced))
                : Optional.empty();
    }

    /** What to do about a generic kernel. */
    String advice() {
        return BlasCore.ARMV8.isNamed(core) ? "the OpenBLAS for arm64 that comes with BeliefGrid has no other"
                : "pin the processor's type (HASWELL, SKYLAKEX, ZEN, ...) with blasCore in the plan or --blas-core";
    }

    private static BlasKernel find() {
        double gigaflops = speed();  // first: it loads OpenBLAS in the order that products need
        BlasKernel kernel = new BlasKernel(coreName(), gigaflops);
        LOGGER.info("OpenBLAS kernel {}, {} GFLOP/s on one thread at 100 x 784 x 500", kernel.core,
                Math.round(kernel.gigaflops));
        if (kernel.isGeneric()) {
            LOGGER.warn("OpenBLAS chose the generic kernel {}: training will be several times slower than this processor can "
                    + "do; {}", kernel.core, kernel.advice());
        }
        return kernel;
    }

    private static String coreName() {
        try {
            return OpenBlas.coreName();
        } catch (UnsatisfiedLinkError e) {
            LOGGER.debug("OpenBLAS does not tell its kernel", e);
            return "unknown";
        }
    }

    private static double speed() {
        try (Matrix a = new Matrix(100, 784); Matrix b = new Matrix(784, 500); Matrix c = new Matrix(100, 500)) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < TIMED_PRODUCTS; i++) {
                long start = System.nanoTime();
                Blas.product(1, a.all(), b.all(), 0, c.all());
                best = Math.min(best, System.nanoTime() - start);
            }
            return 2.0 * a.rows() * a.columns() * b.columns() / best;
        }
    }

    private static final class Holder {
        static final BlasKernel KERNEL = find();
    }
}
