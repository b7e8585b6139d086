/**
 * Scoring in plain Java: a stored model classifies with nothing but the JDK. The small jar {@code beliefgrid-scorer} has this
 * package and the few classes of the same kind that it needs of others.
 */
package org.beliefgrid.scorer;
