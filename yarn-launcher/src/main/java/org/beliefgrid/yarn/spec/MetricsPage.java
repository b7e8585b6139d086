package org.beliefgrid.yarn.spec;

/** Whether each member has a page of metrics for Prometheus, on a free port, and who reaches it. */
public enum MetricsPage {
    /** No member has one. */
    NONE,
    /** On the node's loopback address: who is on the node, such as an agent of the site's monitoring. */
    LOOPBACK,
    /** On the node's own address: everybody who reaches the node. */
    NODE
}
