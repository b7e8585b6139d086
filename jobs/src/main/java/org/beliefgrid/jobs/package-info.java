/**
 * The Jet jobs: loading a dataset into the grid, and the epoch loop; and what runs them from outside, on any member or client.
 */
package org.beliefgrid.jobs;
