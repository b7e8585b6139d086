/**
 * The live page of a run: what is known of it as snapshots, its pictures while it learns, and the server that shows them to a
 * browser. The server takes any {@link org.beliefgrid.live.PageSource}, so that another process's page can be the same.
 */
package org.beliefgrid.live;
