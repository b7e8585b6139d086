/** Programs to copy: they train, attach and score against a running grid by the public client alone. */
package org.beliefgrid.examples;
