package org.beliefgrid.cli;

import java.util.List;
import java.util.function.Consumer;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.live.PageSource;

/**
 * A grid that a launcher has brought up for one training, and the run in it.
 *
 * @param addresses of some members, host:port
 * @param clusterName of the grid
 * @param secret of the grid
 * @param run name of the run
 * @param again whether the run may have begun before: it is looked for in the grid and in the store first
 * @param page is given the content of the run's live page, once, as soon as its data are known; the launcher serves it
 */
public record LaunchedGrid(List<String> addresses, String clusterName, GridSecret secret, String run, boolean again,
                           Consumer<PageSource> page) {
    public LaunchedGrid {
        addresses = List.copyOf(addresses);
    }
}
