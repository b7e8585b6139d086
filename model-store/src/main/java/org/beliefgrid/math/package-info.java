/**
 * The arithmetic below everything that learns or scores: counter-based random draws, off-heap matrices, single-threaded
 * matrix products and the fused element-wise kernels between them. Knows no grid, no file and no model.
 */
package org.beliefgrid.math;
