/** What the client, the application master and the members say to each other: records as JSON, the secret, signed requests. */
package org.beliefgrid.yarn.spec;
