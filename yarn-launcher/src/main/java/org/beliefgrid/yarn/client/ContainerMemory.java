package org.beliefgrid.yarn.client;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The memory of a container in MB and its parts. The rest, {@code containerMb - heapMb - offHeapMb}, is for what a JVM has
 * beside: classes, compiled code, stacks, network buffers, the native libraries.
 *
 * @param containerMb what YARN gives and enforces
 * @param heapMb Java heap
 * @param offHeapMb matrices and what JavaCPP allocates
 */
public record ContainerMemory(int containerMb, int heapMb, int offHeapMb) {
    static final long MB = 1024L * 1024;

    private static final int LEAST_OVERHEAD_MB = 384;
    private static final double OVERHEAD = 0.10;
    /** Hazelcast, Jet and the classes' own data. */
    private static final int BASE_HEAP_MB = 160;
    /** A collector that has only what lives does nothing else. */
    private static final double ROOM_ON_HEAP = 1.5;
    private static final int BASE_OFF_HEAP_MB = 64;
    /** OpenBLAS keeps a buffer for each thread that calls it. */
    private static final int OFF_HEAP_A_THREAD_MB = 32;
    private static final int MASTER_HEAP_MB = 224;
    private static final int MASTER_OFF_HEAP_MB = 96;
    private static final int LEAST_GRID_HEAP_MB = 256;
    private static final double OFF_HEAP_OF_GRID = 0.25;

    public ContainerMemory {
        if (heapMb < 1 || offHeapMb < 0 || heapMb + offHeapMb >= containerMb) {
            throw new IllegalArgumentException("heap %d MB and off-heap %d MB in a container of %d MB".formatted(heapMb,
                    offHeapMb, containerMb));
        }
    }

    int overheadMb() {
        return containerMb - heapMb - offHeapMb;
    }

    /**
     * What the cluster allows and the user gave.
     *
     * @param minimumMb the scheduler's unit: containers are multiples of it
     * @param largestMb of the largest container
     * @param givenMb the user's upper bound
     */
    record Limits(int minimumMb, int largestMb, OptionalInt givenMb) {
        int upperMb() {
            return Math.min(largestMb, givenMb.orElse(largestMb));
        }

        /** The next multiple of the scheduler's unit, as the scheduler itself would round. */
        int rounded(long mb) {
            long units = (mb + minimumMb - 1) / minimumMb;
            return Math.toIntExact(Math.max(1, units) * minimumMb);
        }

        /** What YARN really gives for the upper bound: rounded up, but never above the largest container. */
        int upperRounded() {
            return Math.min(rounded(upperMb()), largestMb);
        }
    }

    /**
     * A member that trains. Takes what the training needs, rounded up to the scheduler's unit; what rounding adds goes to the
     * heap.
     *
     * @throws RefusedException if that is more than the limits allow
     */
    static ContainerMemory ofMember(TrainingNeeds needs, int threads, Limits limits) {
        long heap = BASE_HEAP_MB + mb((long) (ROOM_ON_HEAP * needs.onHeap()));
        long offHeap = BASE_OFF_HEAP_MB + (long) OFF_HEAP_A_THREAD_MB * threads + mb(needs.epochsOffHeap());
        long all = withOverhead(heap + offHeap);
        if (all > limits.upperMb()) {
            throw tooSmall("a member", "--memory", heap, offHeap, all, limits,
                    (" Of the heap, the data take %,d MB, states and updates %,d MB, and %d "
                    + "shard epochs at a time %,d MB, each with room for the collector of garbage. More members (--members) "
                    + "have less of the data each, fewer threads (--vcores) and more shards (--shards of train) make an epoch "
                    + "smaller.")
                            .formatted(mb(needs.dataOnHeap()), mb(needs.stateOnHeap()), threads, mb(needs.epochsOnHeap())));
        }
        return fitted(all, heap, offHeap, limits);
    }

    /**
     * A member of a grid whose work is not known: all of what is allowed, or 2 GB.
     *
     * @throws RefusedException if a member cannot live in it
     */
    static ContainerMemory ofGridMember(Limits limits) {
        int container = limits.givenMb().isPresent() ? limits.upperRounded() : Math.min(limits.largestMb(),
                limits.rounded(2048));
        int overhead = overhead(container);
        int offHeap = (int) (OFF_HEAP_OF_GRID * (container - overhead));
        int heap = container - overhead - offHeap;
        if (heap < LEAST_GRID_HEAP_MB) {
            throw tooSmall("a member", "--memory", LEAST_GRID_HEAP_MB, BASE_OFF_HEAP_MB,
                    withOverhead(LEAST_GRID_HEAP_MB + (long) (LEAST_GRID_HEAP_MB / (1 - OFF_HEAP_OF_GRID) * OFF_HEAP_OF_GRID)),
                    limits, "");
        }
        return new ContainerMemory(container, heap, offHeap);
    }

    /**
     * The application master, which is the training's client, too.
     *
     * @param parameters of the network; empty without a training
     * @throws RefusedException if it cannot live in what is allowed
     */
    static ContainerMemory ofMaster(OptionalLong parameters, Limits limits) {
        long network = mb(8 * parameters.orElse(0));
        long heap = MASTER_HEAP_MB + 5 * network;
        long offHeap = parameters.isPresent() ? MASTER_OFF_HEAP_MB + 2 * network : 0;
        long all = withOverhead(heap + offHeap);
        if (all > limits.upperMb()) {
            throw tooSmall("the application master", "--master-memory", heap, offHeap, all, limits, "");
        }
        return fitted(all, heap, offHeap, limits);
    }

    private static ContainerMemory fitted(long all, long heap, long offHeap, Limits limits) {
        int container = Math.min(limits.rounded(all), limits.largestMb());
        return new ContainerMemory(container, Math.toIntExact(heap + container - all), Math.toIntExact(offHeap));
    }

    private static RefusedException tooSmall(String who, String option, long heap, long offHeap, long all, Limits limits,
            String more) {
        String bound = limits.givenMb().isPresent() && limits.givenMb().getAsInt() <= limits.largestMb()
                ? "%s allows %,d MB".formatted(option, limits.givenMb().getAsInt())
                : "the largest container of this cluster has %,d MB".formatted(limits.largestMb());
        return new RefusedException(("%s needs %,d MB (heap %,d MB, off-heap %,d MB, the JVM itself %,d MB), but %s.%s")
                .formatted(who, all, heap, offHeap, all - heap - offHeap, bound, more));
    }

    private static long withOverhead(long inner) {
        return inner + Math.max(LEAST_OVERHEAD_MB, (long) Math.ceil(inner * OVERHEAD / (1 - OVERHEAD)));
    }

    private static int overhead(int container) {
        return Math.max(LEAST_OVERHEAD_MB, (int) Math.ceil(container * OVERHEAD));
    }

    private static long mb(long bytes) {
        return (bytes + MB - 1) / MB;
    }
}
