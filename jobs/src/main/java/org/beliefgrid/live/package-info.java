/**
 * The live page of a run: what is known of it as snapshots, its pictures while somebody looks on, the page's paths, and the
 * server that shows them to a browser of this machine. Any server can have the page ({@link org.beliefgrid.live.LivePage}), as
 * the application master on YARN has, and it takes any {@link org.beliefgrid.live.PageSource}.
 */
package org.beliefgrid.live;
