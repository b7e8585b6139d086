package org.beliefgrid.yarn.master;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hosts on which members failed: two failures within the window's hour and no more are asked for there, unless so few hosts are
 * left that the members would have none, or YARN gives nothing on those that are left.
 */
final class NodeStrikes {
    /** So long the other hosts have to show that they have room. */
    static final long PATIENCE_MILLIS = 60_000;
    private static final int STRIKES = 2;

    private final Map<String, List<Long>> strikes = new HashMap<>();
    private Set<String> listed = Set.of();
    private long listedSince;

    /** What has to be told to YARN. */
    record Change(Set<String> add, Set<String> remove) {
        boolean isEmpty() {
            return add.isEmpty() && remove.isEmpty();
        }
    }

    /**
     * What the members need.
     *
     * @param nodes of the cluster, whether members may use them or not
     * @param hosts that they need: one, or one each where they are spread
     * @param waitingMillis of the slot that was asked for longest
     */
    record Need(int nodes, int hosts, long waitingMillis) {
    }

    void strike(long now, String host) {
        strikes.computeIfAbsent(host, unknown -> new ArrayList<>()).add(now);
    }

    /** What to change in YARN's list. */
    Change change(long now, Need need) {
        strikes.values().forEach(times -> times.removeIf(time -> time <= now - FailureWindow.MILLIS));
        Set<String> bad = new HashSet<>();
        strikes.forEach((host, times) -> {
            if (times.size() >= STRIKES) {
                bad.add(host);
            }
        });
        boolean inVain = !listed.isEmpty() && need.waitingMillis() > PATIENCE_MILLIS && now - listedSince > PATIENCE_MILLIS;
        if (need.nodes() - bad.size() < need.hosts() || inVain) {
            bad.clear();
            strikes.clear();
        }
        Set<String> add = new HashSet<>(bad);
        add.removeAll(listed);
        Set<String> remove = new HashSet<>(listed);
        remove.removeAll(bad);
        listed = bad;
        listedSince = add.isEmpty() ? listedSince : now;
        return new Change(add, remove);
    }
}
