package org.beliefgrid.yarn.master;

import java.util.Locale;
import org.beliefgrid.yarn.master.Containers.Given;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.MasterStatus;

/** The place of one member, which outlives its containers. Belongs to the thread of the master. */
final class Slot {
    /** What there is in a slot. */
    enum State {
        /** Nothing; it will be asked for when its time has come. */
        EMPTY,
        ASKED,
        /** A container whose member has not said anything so far. */
        STARTING,
        /** The member is up, and not yet in the grid. */
        JOINING,
        /** The member is in the grid. */
        MEMBER,
        /** The member hands over what it has. */
        LEAVING,
        /** Not wanted any more. */
        RETIRED
    }

    private final int number;
    private final BackOff backOff = new BackOff();
    private State state = State.EMPTY;
    private long since;
    private long notBefore;
    private boolean askedApart;
    private boolean mayShare;
    private Given container;
    private int incarnation;
    private long heard;
    private long lastBeat = -1;
    private long memberSince;
    private String address = "";
    private int residentMb;
    private String warning = "";
    private String metrics = "";
    private String lastFailure = "";

    Slot(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    State state() {
        return state;
    }

    /** For how long it has been in its state. */
    long age(long now) {
        return now - since;
    }

    /** For how long nothing was heard of its member. */
    long silence(long now) {
        return now - heard;
    }

    /** Time in which the master could hear nobody does not count. */
    void excuse(long now, long gap) {
        since = Math.min(now, since + gap);
        heard = Math.min(now, heard + gap);
    }

    boolean is(State... states) {
        for (State one : states) {
            if (state == one) {
                return true;
            }
        }
        return false;
    }

    /** The container that it has, or had last; null before the first. */
    Given container() {
        return container;
    }

    boolean holds(String id) {
        return is(State.STARTING, State.JOINING, State.MEMBER, State.LEAVING) && container.id().equals(id);
    }

    String address() {
        return address;
    }

    String warning() {
        return warning;
    }

    boolean askedApart() {
        return askedApart;
    }

    /** Whether YARN has said that no node is without a member. */
    boolean mayShare() {
        return mayShare;
    }

    void sharesFromNowOn() {
        mayShare = true;
    }

    /** Whether a node has this slot's member, or will have it. */
    boolean takesANode() {
        return is(State.STARTING, State.JOINING, State.MEMBER, State.LEAVING) || state == State.ASKED && askedApart;
    }

    boolean due(long now) {
        return state == State.EMPTY && now >= notBefore;
    }

    void asked(long now, boolean apart) {
        enter(State.ASKED, now);
        askedApart = apart;
    }

    void started(long now, Given given) {
        enter(State.STARTING, now);
        mayShare = false;
        container = given;
        incarnation++;
        heard = now;
        lastBeat = -1;
        memberSince = 0;
        address = "";
        residentMb = 0;
        warning = "";
        metrics = "";
    }

    /**
     * Takes in what its member says.
     *
     * @return false for what it has said before, such as a request that still lies in the folder
     */
    boolean said(long now, JoinRequest request, boolean inGrid) {
        if (request.beat() <= lastBeat) {
            return false;
        }
        lastBeat = request.beat();
        heard = now;
        address = request.address();
        residentMb = request.residentMb();
        metrics = request.metrics();
        warning = request.warning().isEmpty() ? warning : request.warning();
        if (inGrid && is(State.STARTING, State.JOINING)) {
            enter(State.MEMBER, now);
            memberSince = now;
        } else if (!inGrid && state == State.STARTING) {
            enter(State.JOINING, now);
        }
        return true;
    }

    void leaves(long now) {
        enter(State.LEAVING, now);
    }

    void retire(long now) {
        enter(State.RETIRED, now);
        address = "";
        metrics = "";
    }

    /** Empty again after an end of its container. */
    void ended(long now, ExitCause cause) {
        long lived = memberSince == 0 ? 0 : now - memberSince;
        notBefore = now + (cause.kind() == ExitCause.Kind.NOT_OURS ? backOff.afterOther() : backOff.afterFailure(lived));
        lastFailure = cause.reason();
        address = "";
        metrics = "";
        enter(State.EMPTY, now);
    }

    /** Empty again without a fault of its own, such as a container on the wrong node. */
    void emptied(long now, long pauseMillis) {
        notBefore = now + pauseMillis;
        enter(State.EMPTY, now);
    }

    private void enter(State next, long now) {
        state = next;
        since = now;
    }

    MasterStatus.Slot status() {
        String id = container == null ? "" : container.id();
        String node = container == null ? "" : container.node();
        String logs = container == null ? "" : container.logs();
        return new MasterStatus.Slot(number, state.name().toLowerCase(Locale.ROOT), id, node, address, logs, incarnation,
                residentMb, metrics, warning, lastFailure);
    }
}
