/**
 * Small runnable programs that use BeliefGrid as its users do, each run by a test. Nobody imports them.
 */
package org.beliefgrid.examples;
