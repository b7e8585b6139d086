package org.beliefgrid.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A grid of stand-alone members, each in a process of its own. */
final class CliMembers implements AutoCloseable {
    private final List<Cli> members = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    /**
     * Starts members one after the other; each has joined those before it when the next one is started.
     *
     * @param folder in which they run
     * @param options of {@code member}, besides port, threads and whom to join
     */
    void start(Path folder, int count, String... options) throws IOException, InterruptedException {
        for (int number = 1; number <= count; number++) {
            List<String> arguments = new ArrayList<>(List.of("member", "--port", "0", "--threads", "1"));
            arguments.addAll(List.of(options));
            if (number > 1) {
                arguments.addAll(List.of("--join", addresses.get(0)));
            }
            Cli member = Cli.start(folder, arguments);
            members.add(member);
            addresses.add(member.awaitLine("^member \\[(.*)\\]:(\\d+) of " + number + ",").replaceAll("$1:$2")
                    .replaceFirst(" .*", ""));
        }
    }

    Cli get(int index) {
        return members.get(index);
    }

    String address(int index) {
        return addresses.get(index);
    }

    /** All addresses, as {@code --cluster} takes them. */
    String cluster() {
        return String.join(",", addresses);
    }

    boolean allAlive() {
        return members.stream().allMatch(Cli::isAlive);
    }

    /** Sends every member a signal. */
    void signal(String name) throws IOException, InterruptedException {
        for (Cli member : members) {
            member.signal(name);
        }
    }

    @Override
    public void close() {
        members.forEach(Cli::close);
    }
}
