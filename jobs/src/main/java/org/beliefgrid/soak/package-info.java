/**
 * Whether anything is lost when members go away: trains again and again in grids of real processes, strikes them at random
 * moments, and compares the models with that of an undisturbed run. Works with the program as users do, by its command line.
 */
package org.beliefgrid.soak;
