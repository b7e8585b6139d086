/**
 * Who may connect to the grid: the secret, the handshake that proves it on every new connection, and the hooks in Hazelcast's
 * internal packages that have it called, read in and tested with Hazelcast 5.7.0. No other package uses internal packages for
 * this; {@code HostileClientIT} fails if another version of Hazelcast does not call the hooks any more.
 */
package org.beliefgrid.grid.security;
