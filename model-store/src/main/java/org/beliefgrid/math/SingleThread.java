package org.beliefgrid.math;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;

/** Loads ND4J and OpenBLAS and sets OpenBLAS to one thread, whatever the environment says, before the first product. */
final class SingleThread {
    private SingleThread() {
    }

    /** @throws IllegalStateException if OpenBLAS does not take one thread */
    static void set() {
        NativeHeap.keepClosedMatrices();
        Nd4j.getExecutioner();  // sets a number of threads of its own while it loads: ours comes after it
        Loader.load(openblas_nolapack.class);
        blas_set_num_threads(1);
        if (blas_get_num_threads() != 1) {
            throw new IllegalStateException("OpenBLAS works with %d threads, expected 1".formatted(blas_get_num_threads()));
        }
    }
}
