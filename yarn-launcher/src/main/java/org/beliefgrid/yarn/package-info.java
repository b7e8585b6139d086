/**
 * Brings up Hazelcast members in YARN containers: client, application master, container launching. Its code comes with the
 * launcher itself; nothing here pretends to work before.
 */
package org.beliefgrid.yarn;
