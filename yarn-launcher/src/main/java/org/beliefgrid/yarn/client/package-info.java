/**
 * What is done on the submitting side: look at the cluster, reckon the memory, upload, submit, and follow an application to its
 * end.
 */
package org.beliefgrid.yarn.client;
