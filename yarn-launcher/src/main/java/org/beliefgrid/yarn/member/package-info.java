/** A member of the grid in its container: finds the others through the application master, and ends when it has to. */
package org.beliefgrid.yarn.member;
