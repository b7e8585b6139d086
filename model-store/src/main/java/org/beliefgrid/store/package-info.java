/**
 * The durable form of values: where files are, how a file appears whole or not at all, and what is in a model file. The only
 * package that may import Hadoop.
 */
package org.beliefgrid.store;
