package org.beliefgrid.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.process.MemberProcess;
import org.beliefgrid.process.ProgramProcess;

/** A fault as it strikes one training, and what was done. */
final class Strike implements Fault.Scene {
    /** One of the threads that a driver has as long as it turns rounds, and no other member has. */
    private static final String THREAD_OF_DRIVER = "beliefgrid-carry";
    private static final double PATIENCE_SECONDS = 90;

    private final SoakGrid grid;
    private final ProgramProcess training;
    private final CounterStream draws;
    private final ProgramProcess early;
    private final List<String> notes = new ArrayList<>();
    private final List<MemberProcess> leaving = new ArrayList<>();
    private final Set<MemberProcess> ended = new HashSet<>();
    private MemberProcess away;
    private int drawn;
    private String driver = "no";
    private double seconds = Double.NaN;

    /**
     * @param draws who is hit; its first draw is the moment
     * @param early a further member that is already being started, or null
     */
    Strike(SoakGrid grid, ProgramProcess training, CounterStream draws, ProgramProcess early) {
        this.grid = grid;
        this.training = training;
        this.draws = draws;
        this.early = early;
    }

    @Override
    public List<MemberProcess> victims(int count) {
        List<MemberProcess> living = new ArrayList<>(grid.living());
        living.removeAll(leaving);
        List<MemberProcess> victims = new ArrayList<>();
        while (victims.size() < count) {
            victims.add(living.remove(below(living.size())));
        }
        for (MemberProcess victim : victims) {
            Optional<Boolean> drives = victim.process().hasThread(THREAD_OF_DRIVER);
            if (drives.orElse(false)) {
                driver = "yes";
            } else if (drives.isEmpty() && driver.equals("no")) {
                driver = "?";
            }
            notes.add(SoakGrid.name(victim));
        }
        begin();
        return victims;
    }

    @Override
    public void kill(int count) {
        victims(count).forEach(member -> {
            ended.add(member);
            member.process().kill();
        });
    }

    private void begin() {
        if (Double.isNaN(seconds)) {
            seconds = now();
        }
    }

    private double now() {
        return (System.nanoTime() - training.started()) / 1e9;
    }

    @Override
    public void hold(MemberProcess member, double howLong) throws IOException, InterruptedException {
        if (howLong > SoakGrid.SHORT_HEARTBEAT_SECONDS) {
            away = member;
        }
        long end = System.nanoTime() + (long) (howLong * 1e9);
        member.process().signal("STOP");
        try {
            member.process().awaitEnd(end);
        } finally {
            member.process().signal("CONT");
        }
    }

    @Override
    public void cutOff(MemberProcess member, double howLong) throws InterruptedException {
        away = member;
        grid.cut(member);
        try {
            member.process().awaitEnd(System.nanoTime() + (long) (howLong * 1e9));
        } finally {
            grid.heal();
        }
    }

    @Override
    public void leave(MemberProcess member) {
        leaving.add(member);
        ended.add(member);
        member.process().stop();
    }

    @Override
    public void join() throws IOException, InterruptedException {
        MemberProcess member = grid.join(early == null ? grid.launch() : early);
        notes.add("+ " + SoakGrid.name(member));
        begin();
    }

    @Override
    public void letPass(double howLong) throws InterruptedException {
        training.awaitEnd(System.nanoTime() + (long) (howLong * 1e9));
    }

    @Override
    public int below(int bound) {
        return draws.below(++drawn, bound);
    }

    @Override
    public double uniform() {
        return draws.uniform(++drawn);
    }

    @Override
    public void note(String what) {
        notes.add(what);
    }

    /** Seconds after the start of the training at which the first fault struck; NaN if none has. */
    double seconds() {
        return seconds;
    }

    String notes() {
        return String.join(" ", notes);
    }

    /** Whether the driver's member was hit: yes, no, or ?. */
    String driver() {
        return driver;
    }

    /** The member that the others have given up meanwhile, and that is to join them again. */
    Optional<MemberProcess> away() {
        return Optional.ofNullable(away).filter(member -> !ended.contains(member));
    }

    /** Waits for members that were asked to end; says which one did not. */
    Optional<String> stillThere() throws InterruptedException {
        long deadline = System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9);
        for (MemberProcess member : leaving) {
            if (!member.process().awaitEnd(deadline)) {
                return Optional.of("%s did not end within %.0f s of being asked to".formatted(SoakGrid.name(member),
                        PATIENCE_SECONDS));
            }
        }
        return Optional.empty();
    }
}
