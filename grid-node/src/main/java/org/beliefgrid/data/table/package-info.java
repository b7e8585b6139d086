/**
 * Tables: from the rows of text files to the cases of a {@link org.beliefgrid.data.CaseSource}, as a schema says. A first
 * reading
 * ({@link org.beliefgrid.data.table.TableSurvey}) counts rows and finds scales and names, a second one hands over the cases.
 */
package org.beliefgrid.data.table;
