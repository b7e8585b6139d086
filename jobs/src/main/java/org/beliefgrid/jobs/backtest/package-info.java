/**
 * Back-tests, gates to promotion, and monitoring: rows are divided into a past to learn from and a future to be held against,
 * models are measured by {@link org.beliefgrid.metrics}, and what they score is compared with what they learned from.
 */
package org.beliefgrid.jobs.backtest;
