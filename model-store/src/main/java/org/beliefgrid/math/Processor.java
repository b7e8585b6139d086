package org.beliefgrid.math;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor as Linux describes it. Elsewhere nothing is known of its features.
 *
 * @param architecture as Java names it, such as amd64 or aarch64
 * @param features in the words of {@code /proc/cpuinfo}, such as avx2
 */
record Processor(String architecture, Set<String> features) {
    /** Its vectors of 512 bits, twice as wide as those of AVX2. */
    static final String WIDE_VECTORS = "avx512f";

    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
    private static final Pattern FEATURES = Pattern.compile("^(?:flags|Features)\\s*:(.*)$", Pattern.MULTILINE);

    Processor {
        features = Set.copyOf(features);
    }

    static Processor ofThisMachine() {
        return described(System.getProperty("os.arch"), description());
    }

    static Processor described(String architecture, String description) {
        Matcher features = FEATURES.matcher(description);
        return new Processor(architecture, features.find() ? Set.of(features.group(1).strip().split("\\s+")) : Set.of());
    }

    /** Those of some features that it lacks, in the order of the alphabet. */
    Set<String> lacking(Set<String> needed) {
        Set<String> lacking = new TreeSet<>(needed);
        lacking.removeAll(features);
        return lacking;
    }

    private static String description() {
        try {
            return Files.readString(DESCRIPTION);
        } catch (IOException e) {
            return "";  // not Linux
        }
    }
}
