/** The command line: one class a command, found by {@link java.util.ServiceLoader}, and what the user sees while it works. */
package org.beliefgrid.cli;
