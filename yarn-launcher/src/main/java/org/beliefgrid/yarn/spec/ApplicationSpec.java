package org.beliefgrid.yarn.spec;

import java.util.List;
import org.beliefgrid.math.BlasCore;

/**
 * One submission, written by the client into the staging folder ({@code application.json}): everything that any attempt of the
 * application master needs, but for the secret.
 *
 * @param name of the application
 * @param clusterName of the grid: no other grid has it
 * @param arguments after {@code --}: {@code train ...}, or {@code grid}
 * @param members wanted
 * @param minMembers with which the work starts when the others do not come in time
 * @param spread whether members may share a node
 * @param allocationTimeoutSeconds to wait for members
 * @param timeoutSeconds the whole application's, 0 for none
 * @param nodeLabel of the nodes, or empty
 * @param queue of the application
 * @param priority of the application in its queue
 * @param size of each member
 * @param javaHome on the nodes, or empty for the node's own
 * @param partitions of the grid, 0 for Hazelcast's number
 * @param blasCore OpenBLAS kernel that the members have to work with
 * @param files for every container
 * @param store folder of the models
 * @param staging folder of this application
 * @param watch on the members' memory
 */
public record ApplicationSpec(String name, String clusterName, List<String> arguments, int members, int minMembers,
                              Spread spread, int allocationTimeoutSeconds, int timeoutSeconds, String nodeLabel, String queue,
                              int priority, MemberSize size, String javaHome, int partitions, BlasCore blasCore,
                              List<LocalFile> files, String store, String staging, MemoryWatch watch) {
    /** More members than any grid is made for. */
    public static final int MOST_MEMBERS = 1_000;

    public ApplicationSpec {
        arguments = List.copyOf(arguments);
        files = List.copyOf(files);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("arguments must say what to run");
        }
        if (members < 1 || minMembers < 1 || minMembers > members) {
            throw new IllegalArgumentException("minMembers must be in 1 to members, was %d of %d".formatted(minMembers,
                    members));
        }
    }

    /** Whether there is something to train; otherwise the grid stays until it is stopped. */
    public boolean trains() {
        return arguments.get(0).equals("train");
    }
}
