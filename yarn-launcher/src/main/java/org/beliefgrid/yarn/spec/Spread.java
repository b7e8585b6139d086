package org.beliefgrid.yarn.spec;

/** Whether members may share a node. */
public enum Spread {
    /** On different nodes where they are free in time, else together. */
    SOFT,
    /** On different nodes, or the application fails. */
    STRICT,
    /** Wherever YARN puts them. */
    NONE
}
