package org.beliefgrid.math;

import com.sun.jna.NativeLibrary;
import java.util.Locale;
import java.util.Set;
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

    /** Whether the kernel is one that leaves most of a current processor unused. */
    public boolean isGeneric() {
        return GENERIC.contains(core.toLowerCase(Locale.ROOT));
    }

    private static BlasKernel find() {
        BlasKernel kernel = new BlasKernel(coreName(), speed());
        LOGGER.info("OpenBLAS kernel {}, {} GFLOP/s on one thread at 100 x 784 x 500", kernel.core,
                Math.round(kernel.gigaflops));
        if (kernel.isGeneric()) {
            LOGGER.warn("OpenBLAS chose the generic kernel {}: training will be several times slower than this processor can do; "
                    + "set OPENBLAS_CORETYPE to the processor's type (HASWELL, SKYLAKEX, ZEN, ...)", kernel.core);
        }
        return kernel;
    }

    /** The library's own answer; JavaCPP's presets do not map the call. */
    private static String coreName() {
        try {
            return NativeLibrary.getInstance(SingleThread.library().toString()).getFunction("openblas_get_corename")
                    .invokeString(new Object[0], false);
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
