/**
 * What people see of a run: its rounds added up, curves and pictures, and the report of one file that stays beside the model.
 * The live page shows the same.
 */
package org.beliefgrid.report;
