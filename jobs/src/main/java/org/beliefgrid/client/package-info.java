/** How a program gets a grid: its own embedded members, or a connection to a standing grid. */
package org.beliefgrid.client;
