/** The scorer's jar as a program: cases in, classes out. */
package org.beliefgrid.scorer.cli;
