package org.beliefgrid.yarn.master;

import java.net.URI;
import java.util.List;
import org.beliefgrid.yarn.spec.MasterStatus;

/** Where members have pages of metrics, in the form that Prometheus asks for ({@code http_sd_config}). */
final class MetricsTargets {
    private MetricsTargets() {
    }

    /**
     * What Prometheus is to read.
     *
     * @param targets host:port
     * @param labels that it shall give to all that it reads there
     */
    record Group(List<String> targets, Labels labels) {
    }

    /** @param slot of the member, which stays when its container is replaced */
    record Labels(String slot) {
    }

    /** Members that have a page now. */
    static List<Group> of(MasterStatus status) {
        return status.members().slots().stream().filter(slot -> !slot.metrics().isEmpty())
                .map(slot -> new Group(List.of(URI.create(slot.metrics()).getAuthority()),
                        new Labels(String.valueOf(slot.slot())))).toList();
    }
}
