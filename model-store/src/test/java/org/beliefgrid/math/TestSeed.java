package org.beliefgrid.math;

/** The seed of random tests: {@code -Dbeliefgrid.test.seed=...} replays a run. Tests name it in their messages. */
final class TestSeed {
    static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601);

    private TestSeed() {
    }

    /** What a failed random test says, so that it can be replayed. */
    static String replay(String what) {
        return what + " (replay with -Dbeliefgrid.test.seed=" + SEED + ")";
    }
}
