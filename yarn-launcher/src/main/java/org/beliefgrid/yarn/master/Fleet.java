package org.beliefgrid.yarn.master;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.beliefgrid.yarn.master.Containers.Given;
import org.beliefgrid.yarn.master.Slot.State;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinAnswer.Order;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.Spread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members by slot: asks for containers, takes in what YARN and the members say, fills slots again, drains those that are
 * not wanted any more. Belongs to the thread of the master; nothing here waits.
 */
final class Fleet {
    /** A container whose member says nothing for so long has not come up. */
    static final long JOIN_MILLIS = 180_000;
    /** A member of an earlier attempt only has to find the new master. */
    static final long ADOPTION_MILLIS = 90_000;
    /** A member that says nothing for so long is lost, whatever YARN knows of its node. */
    static final long SILENCE_MILLIS = 45_000;
    /** Draining is cut short after this. */
    static final long DRAIN_MILLIS = 300_000;
    /** A master that ticks so late stood still, and could hear nobody. */
    static final long STALL_MILLIS = 5_000;
    private static final long AGAIN_MILLIS = 1_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(Fleet.class);

    private final Containers containers;
    private final Spreading spreading;
    private final Failures failures;
    private final LongSupplier clock;
    private final Slots slots = new Slots();
    private final Founding founding = new Founding();
    private int wanted;
    private boolean ending;
    private long lastTick;

    /** A fleet without members; the clock counts milliseconds. */
    Fleet(Containers containers, Spread spread, int wanted, FailureWindow window, LongSupplier clock) {
        this.containers = containers;
        spreading = new Spreading(spread, containers);
        this.wanted = wanted;
        failures = new Failures(window);
        this.clock = clock;
        lastTick = now();
        slots.fillUp(wanted, now());
    }

    // What is wanted.

    void scale(int members) {
        wanted = members;
        slots.fillUp(wanted, now());
    }

    int wanted() {
        return wanted;
    }

    // What YARN says.

    /** A container of an attempt before this one, whose member goes on. */
    void adopted(Given container) {
        Slot slot = slots.make(container.slot());
        if (slot.holds(container.id())) {
            // A resource manager that was started again tells of all of them again.
            return;
        }
        if (ending || !slot.is(State.EMPTY, State.ASKED)) {
            containers.stop(container);
            return;
        }
        if (slot.is(State.ASKED)) {
            containers.withdraw(slot.number());
        }
        LOGGER.info("slot {} goes on in {}", slot.number(), container.id());
        slot.started(now(), container);
        founding.adopted(slot.number());
    }

    /** A container that was asked for, or is one too many. */
    void allocated(Given container) {
        Optional<Slot> asked = slots.find(container.slot()).filter(slot -> slot.is(State.ASKED));
        if (ending || asked.isEmpty()) {
            LOGGER.info("{} is one too many", container.id());
            containers.release(container);
            return;
        }
        Slot slot = asked.get();
        if (spreading.refuses(container, slot, slots.all(), now())) {
            LOGGER.info("slot {}: {} has a member already, asking again", slot.number(), container.node());
            containers.release(container);
            containers.withdraw(slot.number());
            containers.ask(slot.number(), false);
            return;
        }
        containers.withdraw(slot.number());
        slot.started(now(), container);
        LOGGER.info("slot {}: {} on {}", slot.number(), container.id(), container.node());
        containers.launch(container);
    }

    /** YARN has no node for a member that is to be apart. */
    void rejected(int number) {
        slots.find(number).filter(slot -> slot.is(State.ASKED) && slot.askedApart()).ifPresent(slot -> {
            if (spreading.isStrict()) {
                slot.emptied(now(), AGAIN_MILLIS);
            } else {
                LOGGER.info("slot {}: no node without a member, sharing one", number);
                slot.sharesFromNowOn();
                slot.asked(now(), false);
                containers.ask(number, false);
            }
        });
    }

    /** The node's manager could not start it. */
    void launchFailed(String id, String reason) {
        slots.holder(id).ifPresent(slot -> {
            containers.release(slot.container());
            fail(slot, new ExitCause(ExitCause.Kind.FAILURE, "the container did not start: " + reason), 0);
        });
    }

    /**
     * A container ended.
     *
     * @param exitStatus as YARN reports it
     * @param diagnostics of YARN, with the end of the log where it has it
     */
    void completed(String id, int exitStatus, String diagnostics) {
        slots.holder(id).ifPresent(slot -> {
            if (ending || slot.is(State.LEAVING)) {
                LOGGER.info("slot {} has left, exit status {}", slot.number(), exitStatus);
                slot.retire(now());
                return;
            }
            ExitCause cause = ExitCause.of(exitStatus, slot.warning());
            String tail = LogTail.of(diagnostics);
            fail(slot, tail.isEmpty() ? cause : new ExitCause(cause.kind(), cause.reason() + "\n" + tail), exitStatus);
        });
    }

    private void fail(Slot slot, ExitCause cause, int exitStatus) {
        long now = now();
        Given container = slot.container();
        LOGGER.warn("slot {} lost {} on {}: {}", slot.number(), container.id(), container.node(), cause.reason());
        founding.gone(slot.number());
        slot.ended(now, cause);
        failures.add(now, slot.number(), container, cause, exitStatus);
    }

    // What members say.

    /**
     * A member's request.
     *
     * @param inGrid whether it is in the grid, or is about to join
     */
    JoinAnswer heard(JoinRequest request, boolean inGrid) {
        Optional<Slot> holder = slots.holder(request.container()).filter(slot -> slot.number() == request.slot());
        if (ending) {
            return new JoinAnswer(Order.END, List.of());
        }
        if (holder.isEmpty()) {
            LOGGER.info("{} says it fills slot {}, which is another's", request.container(), request.slot());
            return new JoinAnswer(Order.GONE, List.of());
        }
        Slot slot = holder.get();
        boolean joining = slot.is(State.JOINING);
        boolean news = slot.said(now(), request, inGrid);
        if (slot.is(State.LEAVING)) {
            return new JoinAnswer(Order.LEAVE, addresses());
        }
        if (inGrid) {
            founding.joined(slot.number());
            return new JoinAnswer(Order.STAY, addresses());
        }
        if (news && joining) {
            // Once is not enough: a request in the folder may be older than the member's place in the grid.
            founding.outside(slot.number());
        }
        return new JoinAnswer(founding.mayJoin(slot.number(), !addresses().isEmpty()) ? Order.STAY : Order.WAIT, addresses());
    }

    /** Addresses of those in the grid, who came first in front. */
    List<String> addresses() {
        return slots.addresses(now());
    }

    // What time brings.

    /** To be called about twice a second. */
    void tick() {
        long now = now();
        excuseStall(now);
        if (ending) {
            return;
        }
        for (Slot slot : slots.all()) {
            if (slot.due(now)) {
                ask(slot);
            } else if (slot.is(State.ASKED) && spreading.isTiredOf(slot, now)) {
                rejected(slot.number());
            } else if (slot.is(State.STARTING, State.JOINING) && slot.age(now) > joinLimit(slot)) {
                giveUp(slot, "did not come into the grid within %d s".formatted(joinLimit(slot) / 1000));
            } else if (slot.is(State.MEMBER) && slot.silence(now) > SILENCE_MILLIS) {
                giveUp(slot, "said nothing for %d s".formatted(SILENCE_MILLIS / 1000));
            } else if (slot.is(State.LEAVING) && (slot.age(now) > DRAIN_MILLIS || slot.silence(now) > SILENCE_MILLIS)) {
                LOGGER.warn("slot {} did not hand over in time", slot.number());
                containers.stop(slot.container());
                slot.retire(now);
            }
        }
        shrink(now);
        judgeHosts(now);
    }

    private void judgeHosts(long now) {
        NodeStrikes.Change change = failures.change(now,
                new NodeStrikes.Need(containers.nodes(), spreading.isStrict() ? wanted : 1, slots.longestAsked(now)));
        if (!change.isEmpty()) {
            LOGGER.info("hosts not asked any more: {}; again: {}", change.add(), change.remove());
            containers.blacklist(change.add(), change.remove());
        }
    }

    /** Nobody is blamed for silence while this process was stopped, or its machine was. */
    private void excuseStall(long now) {
        long gap = now - lastTick;
        lastTick = now;
        if (gap > STALL_MILLIS) {
            LOGGER.warn("the master stood still for {} s", gap / 1000);
            slots.all().forEach(slot -> slot.excuse(now, gap));
        }
    }

    private long joinLimit(Slot slot) {
        return founding.isAdopted(slot.number()) ? ADOPTION_MILLIS : JOIN_MILLIS;
    }

    private void ask(Slot slot) {
        boolean apart = spreading.asksApart(slot, slots.all());
        slot.asked(now(), apart);
        containers.ask(slot.number(), apart);
    }

    private void giveUp(Slot slot, String reason) {
        containers.stop(slot.container());
        fail(slot, new ExitCause(ExitCause.Kind.FAILURE, "the member " + reason), 0);
    }

    /** One member at a time hands over; who holds nothing goes at once. */
    private void shrink(long now) {
        if (slots.live().anyMatch(slot -> founding.isAdopted(slot.number()))) {
            // Members of an earlier attempt hold data, and have not said so yet.
            return;
        }
        while (slots.live().count() > wanted) {
            Slot last = slots.live().filter(slot -> !slot.is(State.MEMBER)).reduce((first, second) -> second)
                    .or(() -> slots.live().reduce((first, second) -> second)).orElseThrow();
            if (!last.is(State.MEMBER)) {
                retireAtOnce(last, now);
            } else if (slots.in(State.LEAVING).findAny().isEmpty()) {
                LOGGER.info("slot {} is asked to hand over", last.number());
                last.leaves(now);
            } else {
                return;
            }
        }
    }

    private void retireAtOnce(Slot slot, long now) {
        if (slot.is(State.ASKED)) {
            containers.withdraw(slot.number());
        } else if (!slot.is(State.EMPTY)) {
            containers.stop(slot.container());
        }
        founding.gone(slot.number());
        slot.retire(now);
    }

    // The end.

    /** From now on every member is told to end, and nothing is filled again. */
    void end() {
        ending = true;
        slots.in(State.EMPTY, State.ASKED).toList().forEach(slot -> retireAtOnce(slot, now()));
    }

    /** Whether no container is left, as far as is known. */
    boolean isGone() {
        return slots.areRetired();
    }

    /** Ends what is left without asking. */
    void stopRest() {
        slots.all().stream().filter(slot -> !slot.is(State.RETIRED)).forEach(slot -> retireAtOnce(slot, now()));
    }

    // What there is to know.

    /** Members in the grid. */
    int members() {
        return (int) slots.in(State.MEMBER).count();
    }

    boolean isComplete() {
        return members() >= wanted;
    }

    /** Whether a member of an earlier attempt has said neither that it is in its grid nor that it is in none. */
    boolean awaitsAdopted() {
        return founding.awaitsAdopted();
    }

    /** Whether members are in the grid of an earlier attempt, all that are left of those. */
    boolean goesOn() {
        return members() > 0 && founding.goesOn() && !founding.awaitsAdopted();
    }

    /** Why the application cannot go on. */
    Optional<String> fatal() {
        return failures.fatal();
    }

    List<MasterStatus.Slot> status() {
        return slots.status();
    }

    MasterStatus.Failures failures() {
        return failures.status(now());
    }

    /** What the slots without a member wait for. */
    String missing() {
        return slots.missing();
    }

    private long now() {
        return clock.getAsLong();
    }
}
