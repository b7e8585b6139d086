/** The network put to use: activations and class probabilities of cases, without a grid. */
package org.beliefgrid.scoring;
