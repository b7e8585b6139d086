package org.beliefgrid.yarn.master;

import java.util.Collection;
import org.beliefgrid.yarn.master.Containers.Given;
import org.beliefgrid.yarn.spec.Spread;

/** Which members may share a node. YARN keeps them apart where it takes constraints; elsewhere what it gives is refused. */
final class Spreading {
    /** Members that should be apart are put together after this where they need not be. */
    static final long PATIENCE_MILLIS = 20_000;

    private final Spread spread;
    private final Containers containers;

    Spreading(Spread spread, Containers containers) {
        this.spread = spread;
        this.containers = containers;
    }

    boolean isStrict() {
        return spread == Spread.STRICT;
    }

    /** Whether YARN is asked to keep this slot's member apart: not if it could only say no, and need not. */
    boolean asksApart(Slot slot, Collection<Slot> all) {
        return spread != Spread.NONE && containers.canKeepApart() && (isStrict() || !slot.mayShare() && hasFreeNode(slot, all));
    }

    /** Whether it is time to ask for any node. */
    boolean isTiredOf(Slot slot, long now) {
        return spread == Spread.SOFT && slot.askedApart() && slot.age(now) > PATIENCE_MILLIS;
    }

    /** Whether a container is given back, because its node has a member already. */
    boolean refuses(Given container, Slot slot, Collection<Slot> all, long now) {
        boolean patient = isStrict() || spread == Spread.SOFT && !slot.mayShare() && slot.age(now) < PATIENCE_MILLIS
                && hasFreeNode(slot, all);
        return patient && all.stream().anyMatch(other -> other != slot && other.container() != null
                && other.holds(other.container().id()) && other.container().node().equals(container.node()));
    }

    private boolean hasFreeNode(Slot slot, Collection<Slot> all) {
        long taken = all.stream().filter(other -> other != slot && other.takesANode()).count();
        return taken < containers.nodes();
    }
}
