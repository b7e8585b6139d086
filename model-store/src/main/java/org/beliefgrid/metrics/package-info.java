/**
 * How good scores are, and how far they have moved: measures of ranking and of probability with bootstrap intervals, and
 * stability indices of distributions. Pure values; back-test, promotion and monitoring stand on them.
 */
package org.beliefgrid.metrics;
