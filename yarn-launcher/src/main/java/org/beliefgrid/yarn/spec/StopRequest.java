package org.beliefgrid.yarn.spec;

/**
 * {@code POST /stop}.
 *
 * @param kill whether the application ends as killed, rather than as succeeded
 * @param reason in words, for the diagnostics
 */
public record StopRequest(boolean kill, String reason) {
}
