package org.beliefgrid.soak;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.beliefgrid.process.MemberProcess;

/** What can befall a grid in the middle of a training. */
public enum Fault {
    /** A member is killed; another one takes its place after the run. */
    KILL(3) {
        @Override
        boolean madeUpForSoon() {
            return true;
        }

        @Override
        void strike(Scene scene) {
            scene.kill(1);
        }
    },
    /** A member stands still until the others have given it up, and goes on then. */
    FREEZE(3) {
        @Override
        boolean shortHeartbeat() {
            return true;
        }

        @Override
        void strike(Scene scene) throws IOException, InterruptedException {
            scene.hold(scene.victims(1).get(0), SoakGrid.SHORT_HEARTBEAT_SECONDS + BEYOND_SECONDS);
        }
    },
    /** A member stands still, but goes on before the others give it up. */
    PAUSE(3) {
        @Override
        void strike(Scene scene) throws IOException, InterruptedException {
            scene.hold(scene.victims(1).get(0), PAUSE_SECONDS);
        }
    },
    /** All connections of a member are cut and refused for some time. */
    DISCONNECT(3) {
        @Override
        boolean relayed() {
            return true;
        }

        @Override
        void strike(Scene scene) throws InterruptedException {
            scene.cutOff(scene.victims(1).get(0), CUT_SECONDS);
        }
    },
    /** A further member joins. */
    JOIN(3) {
        @Override
        boolean leads() {
            return true;
        }

        @Override
        void strike(Scene scene) throws IOException, InterruptedException {
            scene.join();
        }
    },
    /** A member is asked to end. */
    LEAVE(3) {
        @Override
        void strike(Scene scene) {
            scene.leave(scene.victims(1).get(0));
        }
    },
    /** Two members are killed at once. */
    TWO_KILLS(5) {
        @Override
        void strike(Scene scene) {
            scene.kill(2);
        }
    },
    /** A member is killed, and another one is started at once. */
    RESTART(3) {
        @Override
        void strike(Scene scene) throws IOException, InterruptedException {
            KILL.strike(scene);
            scene.join();
        }
    },
    /** All members are killed; the run is resumed in a new grid. */
    ALL_KILLED(3) {
        @Override
        void strike(Scene scene) {
            scene.kill(members());
        }
    },
    /** Two of the others, one some time after the other. */
    MIXED(5) {
        @Override
        boolean shortHeartbeat() {
            return true;
        }

        @Override
        void strike(Scene scene) throws IOException, InterruptedException {
            List<Fault> each = List.of(KILL, FREEZE, PAUSE, JOIN, LEAVE, RESTART);
            for (int turn = 0; turn < 2; turn++) {
                Fault fault = each.get(scene.below(each.size()));
                scene.note(fault.label());
                fault.strike(scene);
                if (turn == 0) {
                    scene.letPass(BETWEEN_SECONDS * scene.uniform());
                }
            }
        }
    };

    private static final double BEYOND_SECONDS = 4;
    private static final double PAUSE_SECONDS = 3;
    private static final double CUT_SECONDS = 8;
    private static final double BETWEEN_SECONDS = 4;

    private final int members;

    Fault(int members) {
        this.members = members;
    }

    /**
     * Where a fault strikes: it draws who is hit, and writes down what was done.
     */
    interface Scene {
        /** Living members, drawn at random. */
        List<MemberProcess> victims(int count);

        /** Kills living members, drawn at random. */
        void kill(int count);

        /** Has a member stand still for some time. */
        void hold(MemberProcess member, double seconds) throws IOException, InterruptedException;

        /** Has a member without connections for some time. */
        void cutOff(MemberProcess member, double seconds) throws InterruptedException;

        /** Asks a member to end, which it does some time later. */
        void leave(MemberProcess member);

        /** Starts a further member and waits until it has joined. */
        void join() throws IOException, InterruptedException;

        /** Waits, but not beyond the end of the training. */
        void letPass(double seconds) throws InterruptedException;

        /** Draws a number from 0 to one below the bound. */
        int below(int bound);

        /** Draws a number in [0, 1). */
        double uniform();

        /** Says what is done. */
        void note(String what);
    }

    /** Members of the grid before. */
    int members() {
        return members;
    }

    /** Whether members must give a silent one up soon. */
    boolean shortHeartbeat() {
        return false;
    }

    /** Whether connections between members must be such that they can be cut. */
    boolean relayed() {
        return false;
    }

    /** Whether it begins before its moment, by as much as a member takes to start. */
    boolean leads() {
        return false;
    }

    /** Whether the next epoch must follow soon: the others see at once what happened, and have nothing else to do. */
    boolean madeUpForSoon() {
        return false;
    }

    /** Whether a grid for this one will do for another one. */
    boolean sameGrid(Fault other) {
        return members == other.members && shortHeartbeat() == other.shortHeartbeat() && relayed() == other.relayed();
    }

    abstract void strike(Scene scene) throws IOException, InterruptedException;

    /** As users write it, such as {@code two-kills}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault of that name. */
    public static Optional<Fault> of(String label) {
        return Arrays.stream(values()).filter(fault -> fault.label().equals(label)).findFirst();
    }
}
