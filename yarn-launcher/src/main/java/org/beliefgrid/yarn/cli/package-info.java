/** The sub-commands of {@code beliefgrid yarn}. */
package org.beliefgrid.yarn.cli;
