/**
 * BeliefGrid for programs: how they get a grid, train in it, open models, and score in pipelines of their own. Nothing but JDK,
 * Hazelcast and documented values of the model module stands in its signatures.
 */
package org.beliefgrid.client;
