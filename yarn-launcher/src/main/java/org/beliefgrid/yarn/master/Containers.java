package org.beliefgrid.yarn.master;

import java.util.Set;

/** What the fleet asks of YARN. Nothing here waits: what comes of it is told to the {@link Fleet}. */
interface Containers {
    /**
     * A container that YARN gave.
     *
     * @param id of the container
     * @param slot that was asked for it
     * @param node it is on, host:port
     * @param logs address of its log pages
     */
    record Given(String id, int slot, String node, String logs) {
        String host() {
            return node.substring(0, node.lastIndexOf(':'));
        }
    }

    /**
     * Asks for a container.
     *
     * @param apart whether it must be on a node without another member; possible if {@link #canKeepApart}
     */
    void ask(int slot, boolean apart);

    /** Asks no more for this slot. */
    void withdraw(int slot);

    /** Whether YARN itself keeps members on different nodes. */
    boolean canKeepApart();

    /** Gives a container back that was not started. */
    void release(Given container);

    /** Starts a member in a container. */
    void launch(Given container);

    /** Ends a container. */
    void stop(Given container);

    /** Hosts that are asked no more, or again. */
    void blacklist(Set<String> add, Set<String> remove);

    /** Nodes of the cluster. */
    int nodes();
}
