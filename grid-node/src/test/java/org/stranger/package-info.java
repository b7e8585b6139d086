/** Nothing of BeliefGrid: what somebody writes who has Hazelcast and reaches a port. */
package org.stranger;
