package org.beliefgrid.yarn.member;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.beliefgrid.yarn.spec.JoinRequest;

/** What this member says of itself. */
final class MemberSelf {
    private final int slot;
    private final String container;
    private final MemorySight memory;
    private final AtomicLong beats = new AtomicLong();
    private volatile String address = "";
    private volatile String metrics = "";

    MemberSelf(int slot, String container, MemorySight memory) {
        this.slot = slot;
        this.container = container;
        this.memory = memory;
    }

    void bound(String own) {
        address = own;
    }

    /** @param url of its page of metrics */
    void shown(String url) {
        metrics = url;
    }

    JoinRequest request(boolean inGrid) throws IOException {
        return new JoinRequest(slot, container, address, inGrid, memory.residentMb(), memory.warning(),
                metrics, beats.getAndIncrement());
    }
}
