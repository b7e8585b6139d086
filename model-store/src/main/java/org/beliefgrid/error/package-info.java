/** The ways in which a run can fail, by who has to act; the command line turns each into its exit code. */
package org.beliefgrid.error;
