package org.beliefgrid.grid;

/** A member was to learn for a run whose kernel it does not have: it would give other bits. Trying again does not help. */
final class OtherKernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherKernelException(String member, String found, String expected) {
        super("member %s works with the OpenBLAS kernel %s, expected %s as at the start of the run; ".formatted(member, found,
                expected) + "start it with that kernel (member --blas-core NAME), or train with --mixed-kernels");
    }
}
