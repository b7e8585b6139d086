/** Block readers, from files to rows: where a dataset is, what its files hold, and which row belongs to which shard. */
package org.beliefgrid.data;
