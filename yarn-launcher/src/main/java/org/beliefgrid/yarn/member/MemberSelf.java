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
    private volatile boolean lost;

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

    /** Before it was in any grid, nobody told it whom to join. */
    void lost() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    JoinRequest request(boolean inGrid) throws IOException {
        return new JoinRequest(slot, container, address, inGrid, memory.residentMb(), memory.warning(),
                metrics, beats.getAndIncrement());
    }
}
