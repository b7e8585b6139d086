package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The choice of the kernel in processes of their own, which have not loaded OpenBLAS yet. */
class FirstStartIT {
    private static final long DEADLINE_SECONDS = 120;
    private static final Path MAPPED = Path.of("/proc/self/maps");
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".javacpp", "cache");

    @TempDir
    private Path folder;

    /** What runs in the other process: pins a kernel and prints what came of it. */
    static final class Main {
        private Main() {
        }

        public static void main(String[] arguments) throws IOException {
            BlasKernel kernel = BlasKernel.pinned(BlasCore.named(arguments[0]).orElseThrow());
            System.out.println("core " + kernel.core());
            if (Files.exists(MAPPED)) {
                Set<String> before = images();
                OpenBlas.coreName();
                System.out.println("images " + (before.equals(images()) ? "as before" : before + " became " + images()));
                System.out.println("products " + imageAt(address("cblas_sgemm")));
                System.out.println("answer " + imageAt(address("openblas_get_corename")));
            }
        }

        private static long address(String function) {
            NativeLibrary library = NativeLibrary.getInstance(Loader.load(openblas_nolapack.class));
            return Pointer.nativeValue(library.getFunction(function));
        }

        private static Set<String> images() throws IOException {
            try (Stream<String> lines = Files.lines(MAPPED)) {
                return new TreeSet<>(lines.filter(line -> line.contains("libopenblas")).map(Main::file).toList());
            }
        }

        private static String imageAt(long address) throws IOException {
            try (Stream<String> lines = Files.lines(MAPPED)) {
                return lines.filter(line -> holds(line.split(" ")[0].split("-"), address)).map(Main::file).findFirst()
                        .orElseThrow();
            }
        }

        private static boolean holds(String[] range, long address) {
            return Long.compareUnsigned(address, Long.parseUnsignedLong(range[0], 16)) >= 0
                    && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0;
        }

        private static String file(String line) {
            return line.substring(line.lastIndexOf('/') + 1);
        }
    }

    private Map<String, String> start(Path cache, BlasCore pin) throws IOException, InterruptedException {
        Path output = folder.resolve(pin + ".out");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), pin.setting()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "still runs");
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, process.exitValue(), lines::toString);
        Map<String, String> found = new TreeMap<>();
        lines.forEach(line -> found.put(line.split(" ", 2)[0], line.substring(line.indexOf(' ') + 1)));
        assertTrue(found.keySet().containsAll(Set.of("core", "images", "products", "answer")), lines::toString);
        return found;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelIsKnownAtTheVeryFirstStartOnAMachine() throws Exception {
        Map<String, String> found = start(Files.createDirectory(folder.resolve("empty")), BlasCore.ANY);
        assertNotEquals("unknown", found.get("core"));
        assertEquals("as before", found.get("images"));
        assertEquals(found.get("products"), found.get("answer"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelThatIsPinnedIsTheOneThatOpenBlasTakes() throws Exception {
        for (BlasCore core : List.of(BlasCore.SANDYBRIDGE, BlasCore.ZEN)) {
            assumeTrue(core.runsHere());
            assertTrue(core.isNamed(start(CACHE, core).get("core")), core::toString);
        }
    }
}
