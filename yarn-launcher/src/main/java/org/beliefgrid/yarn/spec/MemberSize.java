package org.beliefgrid.yarn.spec;

/**
 * What one member gets.
 *
 * @param containerMb of the container: heap, off-heap and all that a JVM needs beside them
 * @param heapMb of Java's heap
 * @param offHeapMb that JavaCPP may take for matrices
 * @param vcores of the container; training threads of the member
 */
public record MemberSize(int containerMb, int heapMb, int offHeapMb, int vcores) {
    public MemberSize {
        if (heapMb < 1 || offHeapMb < 1 || containerMb <= heapMb + offHeapMb) {
            throw new IllegalArgumentException("containerMb must be more than heapMb + offHeapMb, was %d with %d and %d"
                    .formatted(
                    containerMb, heapMb, offHeapMb));
        }
        if (vcores < 1) {
            throw new IllegalArgumentException("vcores must be at least 1, was " + vcores);
        }
    }
}
