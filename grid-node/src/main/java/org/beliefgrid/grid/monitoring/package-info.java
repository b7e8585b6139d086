/**
 * What people see of a member and of runs with their own tools: one table of figures ({@code RunMetric}, {@code MemberMetric}),
 * told to Jet and so to Management Center, over JMX, and on a page for Prometheus. Nothing here changes what is learned.
 */
package org.beliefgrid.grid.monitoring;
