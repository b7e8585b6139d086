package org.beliefgrid.yarn.spec;

/**
 * Where in the cluster an application runs.
 *
 * @param queue of the application
 * @param priority of the application in its queue, 0 for the queue's default
 * @param nodeLabel of the nodes, or empty
 * @param javaHome on the nodes, or empty for the node's own
 */
public record Placement(String queue, int priority, String nodeLabel, String javaHome) {
}
