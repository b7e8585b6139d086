package org.beliefgrid.yarn.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.MetricsPage;
import org.beliefgrid.yarn.spec.Placement;
import org.beliefgrid.yarn.spec.Spread;
import org.beliefgrid.yarn.spec.Times;

/**
 * What the user asks for.
 *
 * @param name of the application, or empty for one made from the arguments
 * @param arguments {@code train ...}, or {@code grid}
 * @param members containers for members
 * @param placement in the cluster
 * @param times limits
 * @param masterMemoryMb upper bound of the application master's container
 * @param jars of the user's own, for the class path of all containers; their names differ
 */
public record SubmitRequest(String name, List<String> arguments, Members members, Placement placement, Times times,
                            OptionalInt masterMemoryMb, List<Path> jars) {
    private static final int MOST_VCORES = 1_024;

    public SubmitRequest {
        arguments = List.copyOf(arguments);
        jars = List.copyOf(jars);
        Set<Path> names = new HashSet<>();
        for (Path jar : jars) {
            require(jar.toString().endsWith(".jar") && Files.isRegularFile(jar), "--jars: %s is no jar", jar);
            require(names.add(jar.getFileName()), "--jars: two have the name %s", jar.getFileName());
        }
        require(placement.priority() >= 0, "--priority must be 0 or more, was %d", placement.priority());
        require(times.allocationSeconds() >= 1, "--allocation-timeout must be at least 1s, was %ds", times.allocationSeconds());
        require(!arguments.isEmpty() && (arguments.get(0).equals("train") || arguments.equals(List.of("grid"))),
                "what follows -- must be train with its options, or grid alone, was %s", String.join(" ", arguments));
    }

    /** One without jars of the user's. */
    public SubmitRequest(String name, List<String> arguments, Members members, Placement placement, Times times,
                         OptionalInt masterMemoryMb) {
        this(name, arguments, members, placement, times, masterMemoryMb, List.of());
    }

    /**
     * The members.
     *
     * @param wanted containers for members
     * @param least with how many of them the work may begin when the time for allocation is over
     * @param spread over nodes
     * @param memoryMb upper bound of a member's container
     * @param vcores of a member: its training threads
     * @param metrics where each has a page of metrics
     */
    public record Members(int wanted, int least, Spread spread, OptionalInt memoryMb, int vcores, MetricsPage metrics) {
        public Members {
            require(wanted >= 1 && wanted <= ApplicationSpec.MOST_MEMBERS, "--members must be in 1 to %d, was %d",
                    ApplicationSpec.MOST_MEMBERS, wanted);
            require(least >= 1 && least <= wanted, "--min-members must be in 1 to the number of members, %d, was %d", wanted,
                    least);
            require(vcores >= 1 && vcores <= MOST_VCORES, "--vcores must be in 1 to %d, was %d", MOST_VCORES, vcores);
        }
    }

    private static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new InvalidConfigException(message.formatted(values));
        }
    }

    boolean trains() {
        return arguments.get(0).equals("train");
    }
}
