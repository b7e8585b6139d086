package org.beliefgrid.yarn.client;

import java.util.List;
import java.util.OptionalInt;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.Spread;

/**
 * What the user asks for.
 *
 * @param name of the application, or empty for one made from the arguments
 * @param arguments {@code train ...}, or {@code grid}
 * @param members containers for members
 * @param minMembers with how many of them the work may begin when the time for allocation is over
 * @param spread over nodes
 * @param allocationTimeoutSeconds to wait for room
 * @param timeoutSeconds of the whole application, 0 for none
 * @param nodeLabel of the nodes, or empty
 * @param queue to submit to
 * @param priority in the queue, 0 for the queue's default
 * @param memoryMb upper bound of a member's container
 * @param masterMemoryMb upper bound of the application master's container
 * @param vcores of a member: its training threads
 * @param javaHome on the nodes, or empty for the node's own
 */
public record SubmitRequest(String name, List<String> arguments, int members, int minMembers, Spread spread,
                            int allocationTimeoutSeconds, int timeoutSeconds, String nodeLabel, String queue, int priority,
                            OptionalInt memoryMb, OptionalInt masterMemoryMb, int vcores, String javaHome) {
    private static final int MOST_VCORES = 1_024;

    public SubmitRequest {
        arguments = List.copyOf(arguments);
        require(members >= 1 && members <= ApplicationSpec.MOST_MEMBERS, "--members must be in 1 to %d, was %d",
                ApplicationSpec.MOST_MEMBERS, members);
        require(minMembers >= 1 && minMembers <= members, "--min-members must be in 1 to the number of members, %d, was %d",
                members, minMembers);
        require(vcores >= 1 && vcores <= MOST_VCORES, "--vcores must be in 1 to %d, was %d", MOST_VCORES, vcores);
        require(priority >= 0, "--priority must be 0 or more, was %d", priority);
        require(allocationTimeoutSeconds >= 1, "--allocation-timeout must be at least 1s, was %ds", allocationTimeoutSeconds);
        require(!arguments.isEmpty() && (arguments.get(0).equals("train") || arguments.equals(List.of("grid"))),
                "what follows -- must be train with its options, or grid alone, was %s", String.join(" ", arguments));
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
