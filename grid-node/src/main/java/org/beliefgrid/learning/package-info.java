/**
 * The learning itself, pure: the interface of iterative map-and-average, and its implementations for a deep belief network,
 * contrastive divergence and back-propagation. A shard's cases and a state go in, what the shard learned comes out; nothing
 * here knows of members, maps or files.
 */
package org.beliefgrid.learning;
