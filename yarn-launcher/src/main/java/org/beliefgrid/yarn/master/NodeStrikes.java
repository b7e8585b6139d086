package org.beliefgrid.yarn.master;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Hosts on which members failed: two failures and no more are asked for there, unless so few hosts are left that the members
 * would
 * have none.
 */
final class NodeStrikes {
    private static final int STRIKES = 2;

    private final Map<String, Integer> strikes = new HashMap<>();
    private Set<String> listed = Set.of();

    /** What has to be told to YARN. */
    record Change(Set<String> add, Set<String> remove) {
        boolean isEmpty() {
            return add.isEmpty() && remove.isEmpty();
        }
    }

    void strike(String host) {
        strikes.merge(host, 1, Integer::sum);
    }

    /**
     * What to change in YARN's list.
     *
     * @param nodes of the cluster
     * @param needed hosts that the members need: one, or one each where they are spread
     */
    Change change(int nodes, int needed) {
        Set<String> bad = new HashSet<>();
        strikes.forEach((host, number) -> {
            if (number >= STRIKES) {
                bad.add(host);
            }
        });
        if (nodes - bad.size() < needed) {
            bad.clear();
            strikes.clear();
        }
        Set<String> add = new HashSet<>(bad);
        add.removeAll(listed);
        Set<String> remove = new HashSet<>(listed);
        remove.removeAll(bad);
        listed = bad;
        return new Change(add, remove);
    }
}
