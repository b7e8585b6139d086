package org.beliefgrid.yarn.spec;

import java.util.List;
import org.beliefgrid.math.BlasCore;

/**
 * One submission, written by the client into the staging folder ({@code application.json}): everything that any attempt of the
 * application master needs, but for the secret.
 *
 * @param name of the application
 * @param arguments after {@code --}: {@code train ...}, or {@code grid}
 * @param grid that the members form
 * @param members how many, and what each of them has
 * @param placement in the cluster
 * @param times limits
 * @param files of the application
 */
public record ApplicationSpec(String name, List<String> arguments, Grid grid, Members members, Placement placement,
                              Times times, Files files) {
    /** More members than any grid is made for. */
    public static final int MOST_MEMBERS = 1_000;

    public ApplicationSpec {
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("arguments must say what to run");
        }
    }

    /**
     * The grid.
     *
     * @param name no other grid has it
     * @param partitions 0 for Hazelcast's number
     * @param blasCore OpenBLAS kernel that the members have to work with
     */
    public record Grid(String name, int partitions, BlasCore blasCore) {
    }

    /**
     * The members.
     *
     * @param wanted at the beginning
     * @param least with which the work starts when the others do not come in time, 1 to {@code wanted}
     * @param fewest that a training may be left with: the size of each is planned for so many
     * @param spread whether they may share a node
     * @param size of each
     * @param watch on their memory
     * @param metrics where each has a page of metrics
     */
    public record Members(int wanted, int least, int fewest, Spread spread, MemberSize size, MemoryWatch watch,
                          MetricsPage metrics) {
        public Members {
            if (wanted < 1 || least < 1 || least > wanted) {
                throw new IllegalArgumentException("least must be in 1 to wanted, was %d of %d".formatted(least, wanted));
            }
            if (fewest < 0 || fewest > wanted) {
                throw new IllegalArgumentException("fewest must be in 0 to wanted, was %d of %d".formatted(fewest, wanted));
            }
        }
    }

    /**
     * Files on the cluster.
     *
     * @param local that every container gets
     * @param store folder of the models
     * @param staging folder of this application
     */
    public record Files(List<LocalFile> local, String store, String staging) {
        public Files {
            local = List.copyOf(local);
        }
    }

    /** Whether there is something to train; otherwise the grid stays until it is stopped. */
    public boolean trains() {
        return arguments.get(0).equals("train");
    }
}
