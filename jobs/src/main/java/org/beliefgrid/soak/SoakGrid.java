package org.beliefgrid.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.process.MemberProcess;
import org.beliefgrid.process.ProgramProcess;
import org.beliefgrid.process.ProgramProcesses;

/** The members of one grid, on loopback, one training thread each. */
final class SoakGrid {
    /** Of members that must give a silent one up soon. */
    static final int SHORT_HEARTBEAT_SECONDS = 6;
    /** By which a member may announce another address than its own. */
    private static final String ANNOUNCED = "hazelcast.local.publicAddress";
    private static final String HOST = "127.0.0.1";
    private static final double PATIENCE_SECONDS = 10;

    private final ProgramProcesses processes;
    private final Path folder;
    private final List<String> options;
    private final String name;
    private final boolean relayed;
    private final Map<Integer, Relay> relays = new LinkedHashMap<>();
    private final List<MemberProcess> members = new ArrayList<>();
    private int started;
    private double secondsToStart;

    /**
     * @param name of its members' files
     * @param folder for what members print
     * @param options of all members
     * @param relayed whether members reach each other through relays, so that they can be cut off
     */
    SoakGrid(ProgramProcesses processes, String name, Path folder, List<String> options, boolean relayed) {
        this.relayed = relayed;
        this.processes = processes;
        this.name = name;
        this.folder = folder;
        this.options = List.copyOf(options);
    }

    /** Starts the first members. Each knows where all of them will be, so that any can find the others again. */
    void start(int count) throws IOException, InterruptedException {
        List<Integer> ports = freePorts(count);
        List<String> addresses = new ArrayList<>();
        for (int port : ports) {
            addresses.add(HOST + ":" + (relayed ? relay(port) : port));
        }
        long start = System.nanoTime();
        members.add(MemberProcess.await(launch(ports.get(0), addresses)));  // the others find it
        secondsToStart = (System.nanoTime() - start) / 1e9;
        List<ProgramProcess> others = new ArrayList<>();
        for (int port : ports.subList(1, count)) {
            others.add(launch(port, addresses));
        }
        for (ProgramProcess other : others) {
            members.add(MemberProcess.await(other));
        }
        int size = members.stream().mapToInt(MemberProcess::size).max().orElse(0);
        if (size != count) {
            throw new IllegalStateException("grid %s has %d members, expected %d".formatted(name, size, count));
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return ports;
    }

    /** Port of a relay to a member that will listen at a port. */
    private int relay(int port) throws IOException {
        Relay relay = new Relay(port);
        relays.put(port, relay);
        return relay.port();
    }

    /** Cuts all connections of a member, with members and with clients, and refuses them until {@link #heal}. */
    void cut(MemberProcess member) {
        long pid = member.process().pid();
        relays.values().forEach(relay -> {
            boolean itsOwn = member.address().equals(HOST + ":" + relay.port());
            relay.cut(port -> itsOwn || Relay.portsOf(pid).contains(port));
        });
    }

    void heal() {
        relays.values().forEach(Relay::heal);
    }

    private ProgramProcess launch(int port, List<String> join) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("member", "--port", String.valueOf(port), "--threads", "1"));
        arguments.addAll(options);
        if (!join.isEmpty()) {
            arguments.addAll(List.of("--join", String.join(",", join)));
        }
        started++;
        List<String> flags = relayed ? List.of("-D%s=%s:%d".formatted(ANNOUNCED, HOST, relays.get(port).port())) : List.of();
        return processes.start("%s-member-%d".formatted(name, started), flags, arguments, folder);
    }

    /** Begins to start a further member, which is to join those that live. */
    ProgramProcess launch() throws IOException {
        if (!relayed) {
            return launch(0, addresses());
        }
        int port = freePorts(1).get(0);
        relay(port);
        return launch(port, addresses());
    }

    /** Waits until a further member has joined. */
    MemberProcess join(ProgramProcess launched) throws InterruptedException {
        MemberProcess member = MemberProcess.await(launched);
        members.add(member);
        return member;
    }

    private MemberProcess add() throws IOException, InterruptedException {
        long start = System.nanoTime();
        MemberProcess member = join(launch());
        secondsToStart = (System.nanoTime() - start) / 1e9;
        return member;
    }

    /** Seconds that a member took to start. */
    double secondsToStart() {
        return secondsToStart;
    }

    List<MemberProcess> living() {
        return members.stream().filter(member -> member.process().isAlive()).toList();
    }

    List<String> addresses() {
        return living().stream().map(MemberProcess::address).toList();
    }

    /** Name by which people know a member: that of its files. */
    static String name(MemberProcess member) {
        return member.process().name();
    }

    /**
     * Has as many members as at first again: new ones for those that went away, the last ones ended that are too many.
     *
     * @param suspect a member that may not have come back, or null; it is ended after a new one has looked for it
     * @return living members that the last new one did not find in its grid; 0 if none was started
     */
    int restore(int count, MemberProcess suspect) throws IOException, InterruptedException {
        members.removeIf(member -> !member.process().isAlive());
        boolean suspected = suspect != null && members.contains(suspect);
        int missing = 0;
        while (members.size() < (suspected ? count + 1 : count)) {
            int found = add().size();
            missing = members.size() - found;
        }
        if (suspected) {
            end(suspect);
        }
        while (members.size() > count) {
            end(members.get(members.size() - 1));
        }
        return missing;
    }

    /** Ends a member in good order, or after some patience without. */
    private void end(MemberProcess member) throws InterruptedException {
        member.process().stop();
        if (!member.process().awaitEnd(System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9))) {
            member.process().kill();
        }
        members.remove(member);
    }

    /** Ends all members at once; nothing of theirs is needed any more. */
    void kill() throws IOException, InterruptedException {
        members.forEach(member -> member.process().kill());
        for (MemberProcess member : members) {
            member.process().awaitEnd(System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9));
        }
        members.clear();
        for (Relay relay : relays.values()) {
            relay.close();
        }
        relays.clear();
    }

    /** Has every member write where its threads are to its output. */
    void tellThreads() throws IOException, InterruptedException {
        for (MemberProcess member : living()) {
            member.process().signal("QUIT");
        }
    }
}
