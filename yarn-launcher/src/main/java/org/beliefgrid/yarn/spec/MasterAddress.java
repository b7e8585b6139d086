package org.beliefgrid.yarn.spec;

import java.net.URI;

/**
 * Where the application master of an attempt answers ({@code am.json}).
 *
 * @param attempt of the application, from 1
 * @param host or address that it is bound to
 * @param port it listens on
 */
public record MasterAddress(int attempt, String host, int port) {
    /** The address of one of its pages, such as {@code /status}. */
    public URI uri(String path) {
        return URI.create("http://%s:%d%s".formatted(host.contains(":") ? "[" + host + "]" : host, port, path));
    }
}
