package org.beliefgrid.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that this process runs on, as results say it. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Machine() {
    }

    /** Processor and cores. */
    static String here() {
        return "%s, %d cores".formatted(processor(), Runtime.getRuntime().availableProcessors());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL)).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElseGet(Machine::architecture);
        } catch (IOException e) {
            return architecture();
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }

    /** Revision of the sources that the program was built from, which the start script says; empty where it does not. */
    static String revision() {
        return System.getProperty("beliefgrid.revision", "").strip();
    }
}
