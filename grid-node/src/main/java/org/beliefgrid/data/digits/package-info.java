/**
 * Labelled images that the program draws itself: where no data set can be fetched, they stand at the head of the data flow in
 * its place. Knows no grid, no file and no model; who asks for an image by its number decides which are for training.
 */
package org.beliefgrid.data.digits;
