/**
 * The application master: asks YARN for members slot by slot, replaces those that end, runs the command in the grid that they
 * form, shows it below the tracking URL, and gives everything back.
 */
package org.beliefgrid.yarn.master;
