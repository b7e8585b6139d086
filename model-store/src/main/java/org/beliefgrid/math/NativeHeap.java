package org.beliefgrid.math;

import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the C library to keep the memory of matrices that were closed, for the matrices of the next shard epoch. As it comes,
 * glibc maps every large block anew and gives it back to the system at once; then each page of 4 kB is faulted in and cleared
 * again, which took more time than all that is done with it between two products (docs/performance.md).
 */
final class NativeHeap {
    private static final Logger LOGGER = LoggerFactory.getLogger(NativeHeap.class);
    private static final int TRIM_THRESHOLD = -1;
    private static final int MMAP_THRESHOLD = -3;
    private static final int LARGE = 1 << 30;

    private NativeHeap() {
    }

    /** Without effect where the C library is another one than glibc. */
    static void keepClosedMatrices() {
        try {
            NativeLibrary c = NativeLibrary.getProcess();
            boolean taken = c.getFunction("mallopt").invokeInt(new Object[] {MMAP_THRESHOLD, LARGE}) == 1
                    && c.getFunction("mallopt").invokeInt(new Object[] {TRIM_THRESHOLD, LARGE}) == 1;
            LOGGER.debug("the C library keeps freed memory: {}", taken);
        } catch (UnsatisfiedLinkError e) {
            LOGGER.debug("the C library has no mallopt: it keeps freed memory, or not, as it likes");
        }
    }
}
