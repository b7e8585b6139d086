/**
 * What people see of a member and of runs with their own tools. Nothing here changes what is learned.
 */
package org.beliefgrid.grid.monitoring;
