/** The program as its users start it, in processes of its own: what benchmark and soak work with. Reads nothing but what they print. */
package org.beliefgrid.process;
