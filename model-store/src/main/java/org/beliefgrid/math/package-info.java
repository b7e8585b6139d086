/**
 * The arithmetic below everything that learns or scores: counter-based random draws, off-heap matrices, single-threaded
 * matrix products, the choice of their kernel, and the fused element-wise kernels between them. Knows no grid, no model, and no
 * file but the description of the processor.
 */
package org.beliefgrid.math;
