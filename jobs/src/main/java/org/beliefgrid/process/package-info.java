/** The program as its users start it, in processes of its own: what benchmark and soak work with. */
package org.beliefgrid.process;
