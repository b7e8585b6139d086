/**
 * The algorithms that {@code train --algorithm} knows without any jar of a user's: from a plan to algorithms and to a result.
 */
package org.beliefgrid.learning.algorithms;
