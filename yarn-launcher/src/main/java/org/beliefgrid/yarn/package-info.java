/**
 * Brings up the grid in containers of a Hadoop cluster: the client that submits, the application master, the member in its
 * container, and what they say to each other.
 */
package org.beliefgrid.yarn;
