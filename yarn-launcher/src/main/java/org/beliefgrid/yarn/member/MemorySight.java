package org.beliefgrid.yarn.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beliefgrid.yarn.spec.MemberSize;
import org.beliefgrid.yarn.spec.MemoryWatch;
import org.bytedeco.javacpp.Pointer;

/**
 * The resident size of this process beside that of its container. YARN ends containers without a word of which option to raise.
 */
final class MemorySight {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "VmRSS:";
    private static final long KB_A_MB = 1024;
    private static final long BYTES_A_MB = KB_A_MB * 1024;

    private final MemberSize size;
    private final MemoryWatch watch;

    MemorySight(MemberSize size, MemoryWatch watch) {
        this.size = size;
        this.watch = watch;
    }

    /** Resident size, 0 where the system does not tell. */
    int residentMb() throws IOException {
        return Files.isReadable(STATUS) ? residentMb(Files.readString(STATUS)) : 0;
    }

    static int residentMb(String status) {
        return status.lines().filter(line -> line.startsWith(FIELD)).findFirst()
                .map(line -> (int) (Long.parseLong(line.replaceAll("\\D", "")) / KB_A_MB)).orElse(0);
    }

    /** What there is to say, or empty. */
    String warning() throws IOException {
        Runtime runtime = Runtime.getRuntime();
        return warning(residentMb(), (runtime.totalMemory() - runtime.freeMemory()) / BYTES_A_MB,
                Pointer.totalBytes() / BYTES_A_MB);
    }

    String warning(int residentMb, long heapMb, long offHeapMb) {
        if (residentMb * 100L < (long) watch.warnPercent() * size.containerMb()) {
            return "";
        }
        return "resident size %,d of the container's %,d MB (heap %,d of %,d MB, matrices %,d of %,d MB): raise --memory"
                .formatted(
                residentMb, size.containerMb(), heapMb, size.heapMb(), offHeapMb, size.offHeapMb());
    }

    boolean mustEnd(int residentMb) {
        return residentMb * 100L >= (long) watch.stopPercent() * size.containerMb();
    }
}
