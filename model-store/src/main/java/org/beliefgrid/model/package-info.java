/**
 * What goes into a run and what comes out of it, as immutable values: the training plan, the network, its provenance and its
 * evaluation.
 */
package org.beliefgrid.model;
