package org.beliefgrid.broken.learning;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** A kernel that nobody can repeat: every way of drawing without an address, and the clock. */
public final class LearnsByChance {
    private LearnsByChance() {
    }

    /** A generator of its own. */
    public static final class FromAGenerator {
        private FromAGenerator() {
        }

        public static int draw() {
            return new Random().nextInt();
        }
    }

    /** The thread's generator. */
    public static final class FromTheThread {
        private FromTheThread() {
        }

        public static int draw() {
            return ThreadLocalRandom.current().nextInt();
        }
    }

    /** The process's generator, called and named. */
    public static final class FromTheProcess {
        static final DoubleSupplier LATER = Math::random;

        private FromTheProcess() {
        }

        public static double draw() {
            return Math.random();
        }
    }

    /** The clock, called and named. */
    public static final class FromTheClock {
        static final LongSupplier LATER = System::currentTimeMillis;

        private FromTheClock() {
        }

        public static long seed() {
            return System.currentTimeMillis();
        }
    }
}
